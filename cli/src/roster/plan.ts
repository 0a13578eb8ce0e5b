import { writeFile } from "node:fs/promises";
import type { Plan } from "../api/contract.ts";
import type { Context } from "../context.ts";
import { EXIT, type ExitCode, usageError } from "../exit.ts";
import { writePlanFile } from "../plan/plan-file.ts";
import { getPlan, makePlan, planExit } from "../plan/plans.ts";
import { printPlan } from "../plan/print.ts";
import { hasBad, placed, placedError } from "./findings.ts";
import { planMarkdown } from "./markdown.ts";
import { readSource, type Source } from "./source.ts";

export type PlanOptions = { out?: string; markdown?: string; allow?: string[] };

/** Lines of a plan that are read for a comment. */
const MOST_LINES = 1_000;
const PAGE = 200;

/** The roster with the brakes off that the command names besides those of the file. */
function withAllowed({ roster }: Source, allow: readonly string[] | undefined): object {
  if (allow === undefined) return roster;
  const own: unknown[] = Array.isArray(roster.allow) ? roster.allow : [];
  return { ...roster, allow: [...new Set([...own, ...allow])] };
}

/** What a file's roster would change, with its findings by line. */
export async function planFile(context: Context, file: string, options: PlanOptions): Promise<Plan> {
  const source = await readSource(context.io, file);
  try {
    return placed(
      await makePlan(await context.api(), { roster: withAllowed(source, options.allow) }),
      source,
    );
  } catch (error) {
    throw placedError(error, source);
  }
}

/** The plan with as many of its lines as a comment may hold. */
async function withLines(context: Context, plan: Plan): Promise<Plan> {
  const items = [...plan.lines.items];
  let next = plan.lines.next;
  while (next !== null && items.length < MOST_LINES) {
    const page = await getPlan(await context.api(), plan.id, { cursor: next, limit: PAGE });
    items.push(...page.lines.items);
    next = page.lines.next;
  }
  return { ...plan, lines: { ...plan.lines, items } };
}

/** Says a plan, and writes it where it is wanted. */
export async function tellPlan(
  context: Context,
  plan: Plan,
  { out: file, markdown, title }: PlanOptions & { title: string },
): Promise<void> {
  const { out } = context;
  if (file !== undefined) await writePlanFile(file, plan);
  if (markdown !== undefined) {
    const text = planMarkdown(await withLines(context, plan), title);
    try {
      await writeFile(markdown, text);
    } catch (error) {
      throw usageError(`The comment cannot be written: ${(error as Error).message}`);
    }
  }
  printPlan(out, plan);
  out.document(plan);
}

/** A brake or what cannot be done at all is a refusal; what differs is changes, also where no plan makes it so. */
export const rosterExit = (plan: Plan): ExitCode => {
  const exit = planExit(plan);
  return exit === EXIT.done && hasBad(plan) ? EXIT.changes : exit;
};

/** Drift is whatever is not as the roster says, whether it could be changed or not. */
export const driftExit = (plan: Plan): ExitCode =>
  plan.counts.apply + plan.counts.refused > 0 || hasBad(plan) ? EXIT.changes : EXIT.done;
