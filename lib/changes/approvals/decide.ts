import "server-only";
import { type Actor, actorOf } from "#lib/access/auth/actor.ts";
import { scopeOf } from "#lib/access/grants/data.ts";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { recordOffboarding } from "#lib/changes/offboarding/mutations.ts";
import { readLeaving } from "#lib/changes/offboarding/record.ts";
import { prepareLines } from "#lib/changes/plan/plan.ts";
import { applyPrepared } from "#lib/changes/run/begin.ts";
import type { Submission } from "#lib/changes/schema.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import { logError } from "#lib/core/log.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { outsideViews } from "#lib/store/db/view.ts";
import { tellDecided } from "#lib/store/outbox/tell.ts";
import { planNow } from "./plan-now.ts";
import type { ApprovalState, ApproveAnswer } from "./schema.ts";
import { calledBy, linesOf, type StoredApproval, titleOf } from "./stored.ts";

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
  if (row.state === "pending" && row.expires_at <= nowIso()) await expireRequests();
  const state = row.expires_at <= nowIso() && row.state === "pending" ? "expired" : row.state;
  if (state !== "pending") throw new AppError("CONFLICT", { reason: SAID[state] });
  return row;
}

/** Ends a request, once, over all processes, and erases its secret values. Throws CONFLICT where it has ended. */
async function end(
  tx: Tx,
  row: StoredApproval,
  actor: Actor,
  to: { state: Exclude<ApprovalState, "pending">; action: string; reason?: string; batchId?: string },
): Promise<void> {
  const ended = await tx
    .updateTable("approvals")
    .set({
      state: to.state,
      decided_at: nowIso(),
      decided_by: actor === "system" ? null : actor.id,
      reason: to.reason ?? null,
      batch_id: to.batchId ?? null,
      sealed_values: null,
    })
    .where("id", "=", row.id)
    .where("state", "=", "pending")
    .returning("id")
    .executeTakeFirst();
  if (!ended) throw new AppError("CONFLICT", { reason: "Somebody else has decided about this request" });
  const [title, called] = [titleOf(row), calledBy(row)];
  await appendEvent(tx, {
    action: to.action,
    actor,
    outcome: "done",
    ...(to.batchId ? { batchId: to.batchId } : {}),
    facts: { approvalId: row.id, changes: row.size, askedBy: row.user_id },
    personal: {
      what: title,
      ...(called ? { called } : {}),
      ...(to.reason ? { reason: to.reason } : {}),
    },
    search: `${title} ${called ?? ""}`,
  });
  await tellDecided(tx, {
    ...{ approvalId: row.id, size: row.size, decision: to.state, title, askedBy: row.user_id },
    ...(to.batchId ? { batchId: to.batchId } : {}),
    ...(to.reason ? { reason: to.reason } : {}),
    ...(actor === "system"
      ? {}
      : { decider: { id: actor.id, name: actor.name ?? "", email: actor.email ?? "" } }),
  });
}

/** Who asked, as they are now. Throws CONFLICT where they may not do anything any more. */
async function askerOf(row: StoredApproval): Promise<Viewer> {
  const user = await db()
    .selectFrom("users")
    .select(["id", "name", "email", "role", "disabled_at"])
    .where("id", "=", row.user_id)
    .executeTakeFirst();
  if (!user || user.disabled_at !== null)
    throw new AppError("CONFLICT", { reason: "Whoever asked for this has no access any more: refuse it" });
  const { id: userId, name, email, role } = user;
  return { userId, name, email, role, sessionId: "", scope: await scopeOf(userId, role) };
}

/**
 * Approves somebody else's request and runs it, as who asked for it, if it is still the plan that was looked at; both of
 * them must be allowed each of its changes now. Two who approve at once have one effect. Throws CONFLICT (decided, expired,
 * one's own, nothing left to do), FORBIDDEN, NOT_FOUND.
 */
export async function approveRequest(
  viewer: Viewer,
  id: string,
  planDigest: string,
  guard?: Parameters<typeof applyPrepared>[2]["guard"],
): Promise<ApproveAnswer> {
  const row = await waiting(id);
  if (row.user_id === viewer.userId)
    throw new AppError("CONFLICT", {
      reason: "You asked for this yourself: somebody else has to approve it",
    });
  const { lines, plan } = await planNow(viewer, row);
  if ("cannot" in plan || plan.digest !== planDigest) return { status: "changed" };
  if (plan.apply === 0)
    throw new AppError("CONFLICT", { reason: "Nothing of this request can be done any more: refuse it" });
  const forbidden = lines.find(({ planned }) => planned.refusal?.code === "FORBIDDEN");
  if (forbidden?.planned.refusal)
    throw new AppError("FORBIDDEN", { reason: forbidden.planned.refusal.reason });
  const asker = await askerOf(row);
  const batchId = await seeingAs(asker, async () => {
    const given = await linesOf(row, { values: true });
    const prepared = await prepareLines(asker, { lines: given });
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
      guard,
      within: (tx, begun) =>
        end(tx, row, actorOf(viewer), { state: "approved", action: "approval.approve", batchId: begun }),
    });
    await recordLeaving(asker, row, made);
    return made;
  });
  return { status: "approved", batchId };
}

/** Of an offboarding: what stands beside its batch. The batch itself is on its way whatever becomes of this. */
async function recordLeaving(asker: Viewer, row: StoredApproval, batchId: string): Promise<void> {
  if (row.offboards === null) return;
  const { personId, unreached } = JSON.parse(row.offboards) as NonNullable<Submission["offboards"]>;
  try {
    const leaving = await readLeaving(asker, batchId, personId);
    await recordOffboarding(asker, { batchId, personId, unreached, ...leaving });
  } catch (error) {
    logError(error, { at: "approved offboarding", batchId });
  }
}

/** Refuses somebody else's request with a reason. Throws CONFLICT, NOT_FOUND. */
export async function refuseRequest(viewer: Viewer, id: string, reason: string): Promise<void> {
  const row = await waiting(id);
  if (row.user_id === viewer.userId)
    throw new AppError("CONFLICT", { reason: "You asked for this yourself: withdraw it" });
  await transact((tx) =>
    end(tx, row, actorOf(viewer), { state: "refused", action: "approval.refuse", reason }),
  );
}

/** Takes one's own request back. Throws CONFLICT, NOT_FOUND also for somebody else's. */
export async function withdrawRequest(viewer: Viewer, id: string): Promise<void> {
  const row = await waiting(id);
  if (row.user_id !== viewer.userId) throw new AppError("NOT_FOUND", { reason: "There is no such request" });
  await transact((tx) => end(tx, row, actorOf(viewer), { state: "withdrawn", action: "approval.withdraw" }));
}

/** Ends what nobody has decided about in time. */
export async function expireRequests(): Promise<void> {
  const rows = await outsideViews(() =>
    db()
      .selectFrom("approvals")
      .selectAll()
      .where("state", "=", "pending")
      .where("expires_at", "<=", nowIso())
      .limit(100)
      .execute(),
  );
  for (const row of rows)
    await transact((tx) => end(tx, row, "system", { state: "expired", action: "approval.expire" })).catch(
      (error: unknown) => {
        // Somebody decided at the last moment.
        if (!(error instanceof AppError && error.code === "CONFLICT")) throw error;
      },
    );
}
