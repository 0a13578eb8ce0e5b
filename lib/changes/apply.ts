import "server-only";
import { createHmac } from "node:crypto";
import canonicalize from "canonicalize";
import { askForApproval, findRequest } from "#lib/changes/approvals/ask.ts";
import { APPROVAL_CODE } from "#lib/changes/approvals/constants.ts";
import { countAlone, effectsOfPlan, needsApproval, withApproval } from "#lib/changes/approvals/needed.ts";
import { ANSWERED } from "#lib/changes/constants.ts";
import { batchOfKey, type KeyedBatch } from "#lib/changes/journal/batch-row.ts";
import { getBatchOutcome, unfinishedCount } from "#lib/changes/journal/data.ts";
import { onBatch, runnerHere } from "#lib/changes/journal/notify.ts";
import { whileUnderWay } from "#lib/changes/journal/under-way.ts";
import { assertUndoes } from "#lib/changes/journal/undo.ts";
import { toPlan } from "#lib/changes/plan/lines.ts";
import { prepareLines } from "#lib/changes/plan/plan.ts";
import { begin } from "#lib/changes/run/begin.ts";
import type { ApplyAnswer, BatchOutcome, Submission } from "#lib/changes/schema.ts";
import { forgetSource } from "#lib/changes/sources/sources.ts";
import { type Effects, type Guard, isPrepared, type Line } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { derivedKey } from "#lib/store/crypto/key-ring.ts";
import type { Tx } from "#lib/store/db/connection.ts";

/** How long an answer waits for the outcome: a tab's server actions run one after another. */
const WAIT_MS = 2_000;

/**
 * Journals the changes and hands them to the runner; answers their outcome when it is known within 2 s, else how they
 * stand. What needs somebody else's approval becomes a request instead. The same key with the same changes is the same
 * batch. `guard` sees what is about to be journaled, before and in the transaction that does it, and may throw. Throws KEY_REUSED, FORBIDDEN, NOT_FOUND, and the code of
 * the first change that cannot be done, with its field errors; nothing is journaled then.
 */
export function applyChanges(viewer: Viewer, submission: Submission, guard?: Guard): Promise<ApplyAnswer> {
  return whileUnderWay(viewer.userId, submission.key, () => applyNow(viewer, submission, guard));
}

async function applyNow(viewer: Viewer, submission: Submission, guard?: Guard): Promise<ApplyAnswer> {
  const digest = payloadDigest(submission);
  const known = await batchOfKey(viewer.userId, submission.key);
  if (known) return { status: "accepted", batch: await sameBatch(viewer, known, digest) };
  const request = await findRequest(viewer.userId, submission.key, digest);
  if (request) return { status: "requested", approvalId: request };

  const acknowledged = new Set(submission.acknowledged);
  const isOpen = ({ planned }: Line) =>
    !planned.skip &&
    !planned.refusal &&
    planned.warnings.some((it) => it.confirm && !acknowledged.has(it.code));
  const isOne = submission.changes?.length === 1;
  // Planned as it was for who reviewed it.
  let lines = await withApproval(
    viewer,
    await prepareLines(viewer, submission, { live: isOne && submission.planDigest !== undefined }),
  );
  // The same submission, sent twice at once, may have begun while this one was planned.
  const begun = await batchOfKey(viewer.userId, submission.key);
  if (begun) return { status: "accepted", batch: await sameBatch(viewer, begun, digest) };
  if (lines.length === 0) throw new AppError("INVALID_INPUT", { reason: "Nothing matches any more" });
  if (submission.planDigest !== undefined) {
    const plan = toPlan(lines);
    if (plan.digest !== submission.planDigest) return { status: "changed", plan };
  }
  assertPossible(lines, submission.leaveOut === true);
  // What is about to be asked is asked of the vendor first: our copy may not know of another admin.
  if (isOne && submission.planDigest === undefined && lines.some(isOpen))
    lines = await withApproval(viewer, await prepareLines(viewer, submission, { live: true }));
  if (lines.some(isOpen)) return { status: "needsConfirmation", plan: toPlan(lines) };
  if (submission.undoOf) await assertUndoes(viewer, submission.undoOf, submission.changes ?? []);
  const prepared = lines.filter(isPrepared).filter(({ planned }) => !planned.refusal);
  // Whoever accepted that it needs approval asks for it; nothing is journaled until somebody else has said yes.
  const needs = lines.some(({ planned }) => planned.warnings.some((it) => it.code === APPROVAL_CODE));
  if (needs) {
    await guard?.(prepared);
    const approvalId = await askForApproval(viewer, submission, digest, prepared);
    await forgetSource(viewer, submission.source);
    return { status: "requested", approvalId };
  }
  const effects = effectsOfPlan(lines);
  const batchId = await begin(viewer, prepared, {
    submission,
    digest,
    guard,
    within: async (tx) => {
      await alone(tx, viewer, effects);
      await guard?.(prepared, tx);
    },
  });
  await forgetSource(viewer, submission.source);
  return {
    status: "accepted",
    batch: await outcomeOf(viewer, submission.key, digest, batchId, prepared.length),
  };
}

/** The second of two plans that together need approval is turned away. */
async function alone(tx: Tx, viewer: Viewer, effects: Effects): Promise<void> {
  if (!(await countAlone(tx)) || !(await needsApproval(viewer.userId, effects, { store: tx }))) return;
  throw new AppError("CONFLICT", { reason: "This needs approval by now. Look at it again." });
}

async function outcomeOf(
  viewer: Viewer,
  key: string,
  digest: string,
  batchId: string | undefined,
  size: number,
): Promise<BatchOutcome> {
  if (batchId !== undefined) return settled(viewer, batchId, size);
  const other = await batchOfKey(viewer.userId, key);
  if (!other) throw new AppError("CONFLICT", { detail: "a batch vanished while it was asked for" });
  return sameBatch(viewer, other, digest);
}

/** Throws the code of the first change that cannot be done, unless those are left out and something else remains. */
function assertPossible(lines: readonly Line[], leaveOut: boolean): void {
  const refused = lines.find((line) => line.planned.refusal);
  if (!refused?.planned.refusal || (leaveOut && lines.some((line) => !line.planned.refusal))) return;
  const { code, reason } = refused.planned.refusal;
  const fields = isPrepared(refused) ? refused.described.refusal?.fields : undefined;
  throw new AppError(code, { reason, ...(fields ? { fields } : {}) });
}

/**
 * HMAC-SHA-256 of the canonical payload under a key of the key ring: two payloads can be compared, and nobody who reads
 * the store can try values against it.
 */
function payloadDigest({ changes, source, undoOf }: Submission): string {
  const asked = source === undefined ? { changes } : { source };
  const text = canonicalize({ ...asked, undoOf: undoOf ?? null }) ?? "";
  return createHmac("sha256", derivedKey("fingerprint")).update(text).digest("hex");
}

async function sameBatch(viewer: Viewer, known: KeyedBatch, digest: string): Promise<BatchOutcome> {
  if (known.payload_digest !== digest) throw new AppError("KEY_REUSED");
  return settled(viewer, known.id, known.size);
}

/** Wakes the runner and waits for the batch's end, told by the runner of this process; 2 s at most. */
async function settled(viewer: Viewer, batchId: string, size: number): Promise<BatchOutcome> {
  if (size > ANSWERED) {
    runnerHere()?.ring();
    return { batchId, finished: false, changes: [] };
  }
  await new Promise<void>((resolve) => {
    const done = () => {
      stop();
      clearTimeout(timer);
      resolve();
    };
    const look = () => {
      unfinishedCount(batchId).then((count) => count === 0 && done(), done);
    };
    const timer = setTimeout(done, WAIT_MS);
    const stop = onBatch(batchId, look);
    look();
    runnerHere()?.ring();
  });
  return getBatchOutcome(viewer, batchId);
}
