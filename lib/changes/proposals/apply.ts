import "server-only";
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { assertNotEnded } from "#lib/access/tokens/end.ts";
import { applyChanges } from "#lib/changes/apply.ts";
import { APPROVAL_CODE } from "#lib/changes/approvals/constants.ts";
import { recordLeaving } from "#lib/changes/kept/leaving.ts";
import type { ApplyAnswer, Submission } from "#lib/changes/schema.ts";
import type { Guard } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { resolveProposal } from "./resolve.ts";
import type { AppliedPlan, ApplyPlan } from "./schema.ts";
import { becameOf, claimPlan, type PlanRow, planOfKey, proposalOf, readPlan } from "./stored.ts";

/** A program's key as the journal's, which is unique for a user: two programs of one person have keys of their own. */
export function keyOf(tokenId: string, given: string): string {
  const bytes = createHash("sha256")
    .update(`rollcall plan key\n${tokenId}\n${given}`)
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return [8, 12, 16, 20, 32].map((end, i, ends) => hex.slice(ends[i - 1] ?? 0, end)).join("-");
}

/** There is nothing left of a plan that could be done. */
class NothingLeft extends Error {}

/**
 * Applies a stored plan if it still comes to what was looked at. One plan is one effect, whoever applies it how often under which
 * key: afterwards each hears what it became. `guard` sees what is about to be journaled. Throws NOT_FOUND (also of somebody
 * else's), KEY_REUSED, PLAN_CHANGED, NEEDS_CONFIRMATION with the risks, BRAKE with the brakes, and as `applyChanges`.
 */
export async function applyPlan(
  viewer: Viewer,
  given: ApplyPlan,
  key: string,
  guard?: Guard,
): Promise<AppliedPlan> {
  const body = createHash("sha256")
    .update(canonicalize(given) ?? "")
    .digest("base64url");
  const keyed = await planOfKey(viewer.userId, key);
  if (keyed && (keyed.id !== given.planId || keyed.applied_body !== body))
    throw new AppError("KEY_REUSED", { reason: "This Idempotency-Key was used for something else" });
  const row = keyed ?? (await readPlan(viewer, given.planId));
  if (row.user_id !== viewer.userId)
    throw new AppError("NOT_FOUND", { reason: "There is no such plan of yours" });
  const earlier = await answerOf(row);
  if (earlier) return earlier;
  try {
    return await applyNow(viewer, row, given, { key, body, guard });
  } catch (error) {
    if (error instanceof NothingLeft) return { status: "nothing" };
    // Another program may have applied it while this one planned: then that is what became of it.
    const begun = await answerOf(await readPlan(viewer, row.id).catch(() => row));
    if (begun) return begun;
    throw error;
  }
}

async function answerOf(row: PlanRow): Promise<AppliedPlan | undefined> {
  const became = await becameOf(row);
  if (!became) return undefined;
  const { batchId, scheduleId, approvalId, dueAt } = became;
  if (batchId !== null) return { status: "accepted", batchId };
  if (scheduleId !== null) return { status: "scheduled", scheduleId, dueAt: dueAt ?? "" };
  return { status: "requested", approvalId: approvalId ?? "" };
}

async function applyNow(
  viewer: Viewer,
  row: PlanRow,
  given: ApplyPlan,
  { key, body, guard }: { key: string; body: string; guard: Guard | undefined },
): Promise<AppliedPlan> {
  const { wanted } = await resolveProposal(viewer, await proposalOf(row));
  const { digest, acknowledged, leaveOut, name, at } = given;
  // What an agent asks for is a request in any case: nobody has to say so.
  const implied = viewer.token?.kind === "agent" ? [APPROVAL_CODE] : [];
  const submission: Submission = {
    ...{ key, ...wanted, planDigest: digest, acknowledged: [...new Set([...acknowledged, ...implied])] },
    ...(leaveOut === undefined ? {} : { leaveOut }),
    ...(name === undefined ? {} : { name }),
    ...(at === undefined ? {} : { at }),
  };
  const answer = await applyChanges(viewer, submission, async (changes, tx) => {
    if (changes.every(({ planned }) => planned.skip)) throw new NothingLeft();
    await guard?.(changes, tx);
    if (!tx) return;
    await assertNotEnded(tx, viewer);
    await claimPlan(tx, row.id, key, body);
  });
  return said(viewer, answer, { wanted, acknowledged: submission.acknowledged });
}

async function said(
  viewer: Viewer,
  answer: ApplyAnswer,
  { wanted, acknowledged }: { wanted: Pick<Submission, "offboards">; acknowledged: readonly string[] },
): Promise<AppliedPlan> {
  switch (answer.status) {
    case "accepted": {
      const { batchId } = answer.batch;
      if (wanted.offboards)
        await recordLeaving(viewer, { offboards: JSON.stringify(wanted.offboards) }, batchId);
      return { status: "accepted", batchId };
    }
    case "requested":
    case "scheduled":
      return answer;
    case "changed":
      throw new AppError("PLAN_CHANGED");
    case "needsConfirmation": {
      const risks = answer.plan.risks.filter(({ code }) => !acknowledged.includes(code));
      throw new AppError("NEEDS_CONFIRMATION", {
        reason: `Accept its risks: ${risks.map(({ code }) => code).join(", ")}`,
        more: { risks },
      });
    }
  }
}
