import { createHash } from "node:crypto";
import type { Applied } from "../api/contract.ts";
import { watchApproval } from "../batches/approval.ts";
import { watchBatch } from "../batches/watch.ts";
import type { Context } from "../context.ts";
import { CliError, EXIT, type ExitCode } from "../exit.ts";
import { shellWord, shown } from "../output/clean.ts";
import type { PlanRef } from "./plan-file.ts";
import { type ApplyBody, getPlan, postBatch } from "./plans.ts";
import { printPlan } from "./print.ts";

export type ApplyOptions = {
  accept?: string[];
  leaveOut?: boolean;
  name?: string;
  at?: ApplyBody["at"];
  /** Wait for the end of the batch, and before that for the approval. */
  wait?: boolean;
  /** How long to wait for an approval; 0: not at all. */
  waitMinutes: number;
};

/**
 * The key of a request: the same for the same plan applied in the same way. So a pipeline that is run again, or a machine that
 * lost the answer, is told of the batch that there is, and makes no second one.
 */
const keyOf = (body: ApplyBody): string =>
  `rollcall-cli-${createHash("sha256").update(JSON.stringify(body)).digest("base64url")}`;

/** The digest of what was reviewed. Of an id alone that is the plan as it was made: where it is otherwise by now, it is stale. */
async function digestOf(context: Context, { id, digest }: PlanRef): Promise<string | undefined> {
  if (digest !== undefined) return digest;
  const { out } = context;
  const plan = await getPlan(await context.api(), id);
  // Of one that was applied the server says what it became, whatever it would come to now.
  if (!plan.isStale || plan.appliedAs) return plan.digest;
  printPlan(out, plan);
  out.line();
  out.note("This is not what was planned: things changed since. Nothing was applied; make a new plan.");
  out.document({ status: "stale", plan });
  return undefined;
}

/** What a refusal means for who applies a plan. */
function explained(error: unknown, id: string): unknown {
  if (!(error instanceof CliError)) return error;
  const { exit, code, message, more } = error;
  if (code === "PLAN_CHANGED")
    return new CliError(
      exit,
      code,
      `${message}\nNothing was applied. Make a new plan, and look at it.`,
      more,
    );
  const listed = (more.risks ?? more.brakes) as { code?: unknown; text?: unknown }[] | undefined;
  if (!Array.isArray(listed)) return error;
  const lines = listed.map((one) => `  ${shown(String(one.code))}  ${shown(String(one.text))}`);
  const next =
    code === "NEEDS_CONFIRMATION"
      ? [
          `Accept them: rollcall apply ${shellWord(id)}${listed.map((one) => ` --accept ${shellWord(String(one.code))}`).join("")}`,
        ]
      : [];
  return new CliError(exit, code, [message, ...lines, ...next].join("\n"), more);
}

/** Applies what was reviewed, and says what became of it. `onTaken` is called once the server has it. */
export async function applyPlan(
  context: Context,
  ref: PlanRef,
  options: ApplyOptions,
  onTaken?: (applied: Applied) => void,
): Promise<ExitCode> {
  const digest = await digestOf(context, ref);
  if (digest === undefined) return EXIT.changes;
  const { accept = [], leaveOut, name, at } = options;
  const body: ApplyBody = {
    planId: ref.id,
    digest,
    acknowledged: [...new Set(accept)].sort(),
    ...(leaveOut === true ? { leaveOut } : {}),
    ...(name === undefined ? {} : { name }),
    ...(at === undefined ? {} : { at }),
  };
  let applied: Applied;
  try {
    applied = await postBatch(await context.api(), keyOf(body), body);
  } catch (error) {
    throw explained(error, ref.id);
  }
  onTaken?.(applied);
  return follow(context, applied, options);
}

async function follow(context: Context, applied: Applied, options: ApplyOptions): Promise<ExitCode> {
  const { out } = context;
  const isWaiting = options.wait === true;
  if (applied.status === "nothing") {
    out.note("There is nothing left to do.");
    out.document(applied);
    return EXIT.done;
  }
  if (applied.status === "scheduled") {
    out.note(`It is done at ${applied.dueAt}: ${applied.url}`);
    out.document(applied);
    return EXIT.waits;
  }
  if (applied.status === "requested") {
    out.note(`It waits for somebody's approval: ${applied.url}`);
    if (isWaiting && options.waitMinutes > 0) return watchApproval(context, applied, options.waitMinutes);
    out.document(applied);
    return EXIT.waits;
  }
  out.note(`Under way as a batch: ${applied.url}`);
  if (isWaiting) return watchBatch(context, applied.batchId, { applied });
  out.document(applied);
  return EXIT.done;
}
