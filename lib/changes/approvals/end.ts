import "server-only";
import type { Actor } from "#lib/access/auth/actor.ts";
import { calledBy, type StoredApproval, titleOf } from "#lib/changes/kept/stored.ts";
import { releaseReview } from "#lib/changes/reviews/close.ts";
import { cancelWithRequest } from "#lib/changes/schedules/follow.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { tellDecided } from "#lib/store/outbox/tell.ts";
import type { ApprovalState } from "./schema.ts";

/** Ends a request, once, over all processes, and erases its secret values. Throws CONFLICT where it has ended. */
export async function endRequest(
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
  if (to.state !== "approved" || to.batchId) await releaseReview(tx, row.id, actor, to.batchId);
  if (to.state !== "approved") await cancelWithRequest(tx, row.id, to.state);
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
