import type { Plan } from "../api/contract.ts";
import type { Context } from "../context.ts";
import type { ExitCode } from "../exit.ts";
import { writePlanFile } from "./plan-file.ts";
import { makePlan, planExit } from "./plans.ts";
import { printNext, printPlan } from "./print.ts";

/** Says a plan, keeps it in a file where one is wanted, and ends as a plan does. */
export async function showPlan(context: Context, plan: Plan, file?: string): Promise<ExitCode> {
  const { out } = context;
  if (file !== undefined) await writePlanFile(file, plan);
  printPlan(out, plan);
  printNext(out, plan, file);
  out.document(plan);
  return planExit(plan);
}

/** Plans, and says what would change. */
export const planAndShow = async (context: Context, body: object, file?: string): Promise<ExitCode> =>
  showPlan(context, await makePlan(await context.api(), body), file);
