import "server-only";
import { createHmac } from "node:crypto";
import canonicalize from "canonicalize";
import { askForApproval, findRequest } from "#lib/changes/approvals/ask.ts";
import { judge, needsPerson, planJudged } from "#lib/changes/approvals/needed.ts";
import { ANSWERED } from "#lib/changes/constants.ts";
import { assertEndsAfter } from "#lib/changes/ends/until.ts";
import { whileUnderWay } from "#lib/changes/found.ts";
import { assertUndoes, batchOfKey, outcomeOf, unfinishedCount } from "#lib/changes/journal/data.ts";
import { onBatch } from "#lib/changes/journal/notify.ts";
import { hasOpenWarning, isPrepared, toPlan } from "#lib/changes/plan/lines.ts";
import { closeReview, decisionsIn } from "#lib/changes/reviews/close.ts";
import { assertNoBrake } from "#lib/changes/roster/file-brakes.ts";
import { begin } from "#lib/changes/run/begin.ts";
import { dueOf } from "#lib/changes/schedules/due.ts";
import { scheduleChanges, scheduleOfKey } from "#lib/changes/schedules/make.ts";
import type { ApplyAnswer, BatchOutcome, Submission } from "#lib/changes/schema.ts";
import { forgetSource } from "#lib/changes/sources/sources.ts";
import type { Guard, Line } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { derivedKey } from "#lib/store/crypto/key-ring.ts";
import { db } from "#lib/store/db/connection.ts";

/** How long an answer waits for the outcome: a tab's server actions run one after another. */
const WAIT_MS = 2_000;

/**
 * Journals the changes and hands them to the runner; answers their outcome when it is known within 2 s, else how they
 * stand. What needs somebody else's approval becomes a request instead, and what is asked for `at` a time waits for it. The same key with the same changes is the same
 * batch. `guard` sees what is about to be journaled, before and in the transaction that does it, and may throw. Throws KEY_REUSED, FORBIDDEN, NOT_FOUND, and the code of
 * the first change that cannot be done, with its field errors; nothing is journaled then.
 */
export function applyChanges(viewer: Viewer, submission: Submission, guard?: Guard): Promise<ApplyAnswer> {
  return whileUnderWay(viewer.userId, submission.key, () => applyNow(viewer, submission, guard));
}

async function applyNow(viewer: Viewer, submission: Submission, guard?: Guard): Promise<ApplyAnswer> {
  const asked: Asked = { viewer, submission, digest: payloadDigest(submission), guard };
  const known = await earlierAnswer(asked);
  if (known) return known;
  let answer: ApplyAnswer | undefined;
  let failure: unknown;
  try {
    answer = await planAndBegin(asked);
  } catch (error) {
    failure = error;
  }
  if (answer && BEGUN.has(answer.status)) return answer;
  // Before anything else is said: the same submission, sent twice at once, may have begun while this one was planned.
  const begun = await earlierAnswer(asked);
  if (begun) return begun;
  if (answer) return answer;
  throw failure ?? new AppError("CONFLICT", { detail: "a batch vanished while it was asked for" });
}

const BEGUN: ReadonlySet<ApplyAnswer["status"]> = new Set(["accepted", "requested", "scheduled"]);

type Asked = { viewer: Viewer; submission: Submission; digest: string; guard: Guard | undefined };

/** What this very submission became before. Throws KEY_REUSED where its key stands for something else. */
async function earlierAnswer({ viewer, submission, digest }: Asked): Promise<ApplyAnswer | undefined> {
  const batch = await batchOfKey(viewer.userId, submission.key);
  if (batch && batch.payload_digest !== digest) throw new AppError("KEY_REUSED");
  if (batch) return { status: "accepted", batch: await settled(viewer, batch.id, batch.size) };
  const waits = await scheduleOfKey(viewer.userId, submission.key);
  if (waits && waits.payload_digest !== digest) throw new AppError("KEY_REUSED");
  if (waits) return { status: "scheduled", scheduleId: waits.id, dueAt: waits.due_at };
  const approvalId = await findRequest(viewer.userId, submission.key, digest);
  return approvalId === undefined ? undefined : { status: "requested", approvalId };
}

/** Undefined where the key was taken by then: nothing was journaled. */
async function planAndBegin(asked: Asked): Promise<ApplyAnswer | undefined> {
  const { viewer, submission, digest, guard } = asked;
  if (submission.at) dueOf(submission.at);
  if (submission.at && submission.source?.kind === "review")
    throw new AppError("NOT_SUPPORTED", { reason: "A review is closed at once, not at a time" });
  const { source } = submission;
  const decisions = source?.kind === "review" ? await decisionsIn(db(), source.reviewId) : 0;
  const isReviewed = submission.planDigest !== undefined;
  // Planned as it was for who reviewed it; else the vendor is asked about what somebody is about to be asked, for our copy
  // may not know of another admin.
  const { lines, effects, judgement, ownerMay } = await planJudged(viewer, submission, {
    ask: isReviewed ? "first" : "in doubt",
  });
  if (lines.length === 0) await guard?.([]);
  if (lines.length === 0) throw new AppError("INVALID_INPUT", { reason: "Nothing matches any more" });
  const plan = () => toPlan(lines);
  if (isReviewed && plan().digest !== submission.planDigest) return { status: "changed", plan: plan() };
  if (source?.kind === "rosterFile") await assertNoBrake(viewer, source.roster, lines);
  assertPossible(lines, submission.leaveOut === true);
  if (hasOpenWarning(lines, submission.acknowledged)) return { status: "needsConfirmation", plan: plan() };
  if (submission.undoOf) await assertUndoes(viewer, submission.undoOf, submission.changes ?? []);
  const prepared = lines.filter(isPrepared).filter(({ planned }) => !planned.refusal);
  // The second of two plans of a token that together need a person is turned away.
  const checked: Guard = async (changes, tx) => {
    await guard?.(changes, tx);
    if (tx && judgement !== "needed" && (await needsPerson(viewer, changes, tx))) throw needsApprovalNow();
  };
  if (submission.at) {
    if (prepared.every((one) => one.planned.skip))
      throw new AppError("CONFLICT", { reason: "All of this is so already: there is nothing to do then" });
    assertEndsAfter(prepared, dueOf(submission.at).due_at);
    await guard?.(prepared);
    const needsApproval = judgement === "needed";
    const made = await scheduleChanges(
      viewer,
      { submission, at: submission.at, digest, needsApproval, ownerMay, guard: checked },
      prepared,
    );
    if (made && submission.source) await forgetSource(viewer, submission.source);
    return made && { status: "scheduled", ...made };
  }
  // Whoever accepted that it needs approval asks for it; nothing is journaled until somebody else has said yes.
  if (judgement === "needed") {
    const begun = await earlierAnswer(asked);
    if (begun) return begun;
    await guard?.(prepared);
    const approvalId = await askForApproval(
      viewer,
      { submission, digest, decisions, ownerMay, guard },
      prepared,
    );
    if (submission.source) await forgetSource(viewer, submission.source);
    return { status: "requested", approvalId };
  }
  const batchId = await begin(viewer, prepared, {
    submission,
    digest,
    guard,
    within: async (tx, batchId) => {
      // The second of two plans that together need approval is turned away.
      if (judgement === "counted" && (await judge(viewer.userId, effects, { tx })) === "needed")
        throw needsApprovalNow();
      await checked(prepared, tx);
      if (source?.kind === "review") await closeReview(tx, viewer, source.reviewId, { batchId, decisions });
    },
  });
  if (submission.source) await forgetSource(viewer, submission.source);
  return batchId === undefined
    ? undefined
    : { status: "accepted", batch: await settled(viewer, batchId, prepared.length) };
}

const needsApprovalNow = (): AppError =>
  new AppError("CONFLICT", { reason: "This needs approval by now. Look at it again." });

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
function payloadDigest({ changes, source, undoOf, at }: Submission): string {
  const asked = source === undefined ? { changes } : { source };
  const text = canonicalize({ ...asked, undoOf: undoOf ?? null, ...(at ? { at } : {}) }) ?? "";
  return createHmac("sha256", derivedKey("fingerprint")).update(text).digest("hex");
}

/** Waits for the batch's end, told by the runner of this process; 2 s at most. */
async function settled(viewer: Viewer, batchId: string, size: number): Promise<BatchOutcome> {
  if (size > ANSWERED) return { batchId, finished: false, changes: [] };
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
  });
  return outcomeOf(viewer, batchId);
}
