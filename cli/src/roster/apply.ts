import { readFile } from "node:fs/promises";
import type { Plan } from "../api/contract.ts";
import type { Context } from "../context.ts";
import { CliError, EXIT, type ExitCode, usageError } from "../exit.ts";
import { type ApplyOptions, applyPlan } from "../plan/apply.ts";
import { getPlan } from "../plan/plans.ts";
import { planFile, tellPlan } from "./plan.ts";

/** A plan is little, but for its lines. */
const MOST_BYTES = 64 * 1024 * 1024;

export type RosterApplyOptions = ApplyOptions & {
  acceptReviewed?: boolean | undefined;
  /** The merged roster: a plan that does anything else is not applied, whoever made its file. */
  file?: string | undefined;
  out?: string | undefined;
  markdown?: string | undefined;
};

type Kept = Pick<Plan, "id" | "digest" | "kind" | "risks">;

/** The plan that `roster plan --out` wrote. */
async function readKept(file: string): Promise<Kept> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw usageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  let plan: Partial<Kept> | null = null;
  if (text.length <= MOST_BYTES)
    try {
      plan = JSON.parse(text) as Partial<Kept> | null;
    } catch {
      plan = null;
    }
  const { id, digest, kind, risks } = plan ?? {};
  if (typeof id !== "string" || typeof digest !== "string" || kind !== "roster" || !Array.isArray(risks))
    throw usageError(
      `${file} is no plan of a roster: make one with rollcall roster plan roster.yaml --out ${file}`,
    );
  return { id, digest, kind, risks };
}

const STALE = "Not applied, the roster's plan is another by now";

/**
 * Plans the roster itself: whoever may push a branch can make the file of a plan say what nobody has reviewed. Undefined where
 * both come to the same; else how the run ends. What was applied before has no effect again, and is told as it was.
 */
async function comparedWith(
  context: Context,
  kept: Kept,
  file: string,
  outputs: { out?: string; markdown?: string },
): Promise<ExitCode | undefined> {
  const plan = await planFile(context, file, {});
  if (plan.digest === kept.digest && plan.brakes.length === 0) return undefined;
  // Asked last: another pipeline may have applied it while this one planned.
  const { appliedAs } = await getPlan(await context.api(), kept.id);
  if (appliedAs !== null) return undefined;
  context.out.note(
    plan.digest === kept.digest
      ? `A brake of ${file} stands. Nothing was applied.`
      : `The plan is not what ${file} comes to. Nothing was applied. It comes to this now:`,
  );
  await tellPlan(context, plan, { ...outputs, title: STALE });
  return plan.brakes.length > 0 ? EXIT.refused : EXIT.changes;
}

/** Applies the roster's plan that was reviewed. Where it comes to something else by now, that is said, and nothing is applied. */
export async function applyRoster(
  context: Context,
  file: string,
  { acceptReviewed, file: roster, out, markdown, ...options }: RosterApplyOptions,
): Promise<ExitCode> {
  const kept = await readKept(file);
  const reviewed = acceptReviewed === true ? kept.risks.map(({ code }) => String(code)) : [];
  const accept = [...(options.accept ?? []), ...reviewed];
  const outputs = { ...(out === undefined ? {} : { out }), ...(markdown === undefined ? {} : { markdown }) };
  if (roster !== undefined) {
    const ended = await comparedWith(context, kept, roster, outputs);
    if (ended !== undefined) return ended;
  }
  try {
    return await applyPlan(context, kept, { ...options, accept });
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== "PLAN_CHANGED") throw error;
    const plan = await getPlan(await context.api(), kept.id);
    context.out.note(
      "The plan is not what was reviewed any more. Nothing was applied. It comes to this now:",
    );
    await tellPlan(context, plan, { ...outputs, title: STALE });
    return EXIT.changes;
  }
}
