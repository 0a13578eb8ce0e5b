import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { effectsOfAll, judge } from "#lib/changes/approvals/needed.ts";
import { tokenOfRow } from "#lib/changes/journal/tokens.ts";
import { askerOf } from "#lib/changes/kept/asker.ts";
import { recordLeaving } from "#lib/changes/kept/leaving.ts";
import { planNow } from "#lib/changes/kept/plan-now.ts";
import { linesOf, type StoredApproval } from "#lib/changes/kept/stored.ts";
import { isPrepared } from "#lib/changes/plan/lines.ts";
import { prepareLines } from "#lib/changes/plan/plan.ts";
import { applyPrepared } from "#lib/changes/run/begin.ts";
import { digestAt } from "#lib/changes/schedules/due.ts";
import { holdTime, sayApprovedLate, scheduleOfRequest } from "#lib/changes/schedules/follow.ts";
import type { StoredSchedule } from "#lib/changes/schedules/stored.ts";
import type { Guard, Line } from "#lib/changes/types.ts";
import { nowIsoByClock } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { outsideViews } from "#lib/store/db/view.ts";
import { endRequest } from "./end.ts";
import type { ApprovalState, ApproveAnswer } from "./schema.ts";

const SAID: Record<ApprovalState, string> = {
  pending: "This request still waits",
  approved: "This request was approved already",
  refused: "This request was refused already",
  expired: "This request has expired",
  withdrawn: "This request was withdrawn",
};

/** A request that the viewer may see. Throws NOT_FOUND, CONFLICT where it waits no longer. */
async function waiting(id: string): Promise<StoredApproval> {
  const row = await db().selectFrom("approvals").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw new AppError("NOT_FOUND", { reason: "There is no such request" });
  if (row.state === "pending" && row.expires_at <= nowIsoByClock()) await expireRequests();
  const state = row.expires_at <= nowIsoByClock() && row.state === "pending" ? "expired" : row.state;
  if (state !== "pending") throw new AppError("CONFLICT", { reason: SAID[state] });
  return row;
}

/**
 * Throws CONFLICT where somebody else has to decide: it is one's own, and no token asked for it, or a rule wants another person, be
 * it by what they do at the same time.
 */
async function assertMayApprove(
  viewer: Viewer,
  row: StoredApproval,
  lines: readonly Line[],
  tx?: Tx,
): Promise<void> {
  if (row.user_id !== viewer.userId) return;
  const byRules =
    row.owner_may === 1 ? await judge(row.user_id, effectsOfAll(lines), tx ? { tx } : {}) : "needed";
  if (byRules === "needed")
    throw new AppError("CONFLICT", {
      reason:
        row.token_id === null
          ? "You asked for this yourself: somebody else has to approve it"
          : "Your own token asked for this: somebody else has to approve it",
    });
}

/**
 * Approves somebody else's request, or what one's own token asked for where no rule wants another person, and runs it, as who asked for it, if it is still the plan that was looked at; both of
 * them must be allowed each of its changes now. Two who approve at once have one effect. Throws CONFLICT (decided, expired,
 * one's own, nothing left to do), FORBIDDEN, NOT_FOUND.
 */
export async function approveRequest(
  viewer: Viewer,
  id: string,
  planDigest: string,
  guard?: Guard,
): Promise<ApproveAnswer> {
  const row = await waiting(id);
  if (row.user_id === viewer.userId && row.owner_may !== 1) await assertMayApprove(viewer, row, []);
  const schedule = await outsideViews(() => scheduleOfRequest(db(), id));
  const { lines, plan } = await planNow(viewer, row);
  if ("cannot" in plan) return { status: "changed" };
  if ((schedule ? digestAt(plan.digest, schedule.due_at) : plan.digest) !== planDigest)
    return { status: "changed" };
  if (plan.apply === 0)
    throw new AppError("CONFLICT", { reason: "Nothing of this request can be done any more: refuse it" });
  const forbidden = lines.find(({ planned }) => planned.refusal?.code === "FORBIDDEN");
  if (forbidden?.planned.refusal)
    throw new AppError("FORBIDDEN", { reason: forbidden.planned.refusal.reason });
  await assertMayApprove(viewer, row, lines);
  if (schedule) return approveSchedule(viewer, row, schedule, lines, guard);
  const asker = await askerOf(row.user_id);
  const batchId = await seeingAs(asker, async () => {
    const given = await linesOf(row, { values: "approvals" });
    const prepared = await prepareLines(asker, { lines: given }, { ask: "first" });
    const made = await applyPrepared(asker, prepared, {
      submission: {
        key: row.idempotency_key,
        acknowledged: [
          ...new Set([...(JSON.parse(row.acknowledged) as string[]), ...plan.risks.map((risk) => risk.code)]),
        ],
        name: row.name,
        planDigest,
        ...(row.undo_of ? { undoOf: row.undo_of } : {}),
      },
      undoOfBatch: row.undo_of_batch,
      digest: row.payload_digest,
      token: await tokenOfRow(row),
      guard,
      within: async (tx, begun) => {
        await assertMayApprove(viewer, row, prepared, tx);
        await endRequest(tx, row, actorOf(viewer), {
          state: "approved",
          action: "approval.approve",
          batchId: begun,
        });
      },
    });
    await recordLeaving(asker, row, made);
    return made;
  });
  return { status: "approved", batchId };
}

/** Approves what waits for its time: it runs then, and what is late already waits for a person. */
async function approveSchedule(
  viewer: Viewer,
  row: StoredApproval,
  schedule: StoredSchedule,
  lines: readonly Line[],
  guard: Guard | undefined,
): Promise<ApproveAnswer> {
  await guard?.(lines.filter(isPrepared).filter(({ planned }) => !planned.refusal));
  await askerOf(row.user_id);
  await transact(async (tx) => {
    await assertMayApprove(viewer, row, lines, tx);
    await holdTime(tx, schedule);
    await endRequest(tx, row, actorOf(viewer), { state: "approved", action: "approval.approve" });
    await sayApprovedLate(tx, schedule);
  });
  return { status: "scheduled", scheduleId: schedule.id, dueAt: schedule.due_at };
}

/** Refuses somebody else's request, or one's own token's, with a reason. Throws CONFLICT, NOT_FOUND. */
export async function refuseRequest(viewer: Viewer, id: string, reason: string): Promise<void> {
  const row = await waiting(id);
  if (row.user_id === viewer.userId && row.token_id === null)
    throw new AppError("CONFLICT", { reason: "You asked for this yourself: withdraw it" });
  await transact((tx) =>
    endRequest(tx, row, actorOf(viewer), { state: "refused", action: "approval.refuse", reason }),
  );
}

/** Takes one's own request back. Throws CONFLICT, NOT_FOUND also for somebody else's. */
export async function withdrawRequest(viewer: Viewer, id: string): Promise<void> {
  const row = await waiting(id);
  if (row.user_id !== viewer.userId) throw new AppError("NOT_FOUND", { reason: "There is no such request" });
  await transact((tx) =>
    endRequest(tx, row, actorOf(viewer), { state: "withdrawn", action: "approval.withdraw" }),
  );
}

/** Ends what nobody has decided about in time. */
export async function expireRequests(): Promise<void> {
  const rows = await outsideViews(() =>
    db()
      .selectFrom("approvals")
      .selectAll()
      .where("state", "=", "pending")
      .where("expires_at", "<=", nowIsoByClock())
      .limit(100)
      .execute(),
  );
  for (const row of rows)
    await transact((tx) =>
      endRequest(tx, row, "system", { state: "expired", action: "approval.expire" }),
    ).catch((error: unknown) => {
      // Somebody decided at the last moment.
      if (!(error instanceof AppError && error.code === "CONFLICT")) throw error;
    });
}
