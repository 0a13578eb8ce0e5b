import "server-only";
import { env } from "#lib/core/env.ts";
import type { Json } from "#lib/store/audit/chain.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { enqueueWebhook } from "#lib/store/outbox/send.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

/** Lines with names in one event; the counts are of all. */
const NAMED = 50;

type Seen = { kind: string; subject: string; data: string };

/** Tells of what a complete sync saw change outside Rollcall: one event a run. */
export async function tellOutside(
  tx: Tx,
  list: { connection_id: string; team_id: string | null },
  seen: readonly Seen[],
): Promise<void> {
  if (seen.length === 0) return;
  const counts: Record<string, number> = {};
  for (const { kind } of seen) counts[kind] = (counts[kind] ?? 0) + 1;
  await enqueueWebhook(tx, {
    type: "outside.changed",
    data: {
      connectionId: list.connection_id,
      teamId: list.team_id,
      total: seen.length,
      counts,
      url: `${env().ROLLCALL_URL}/activity?source=outside`,
    },
    names: {
      changes: seen.slice(0, NAMED).map(({ kind, subject, data }) => ({
        kind,
        subject,
        ...(JSON.parse(data) as Record<string, Json>),
      })),
    },
  });
}

/** Tells that a batch of several changes ended. */
export async function tellBatch(tx: Tx, batchId: string): Promise<void> {
  const batch = await tx.selectFrom("batches").selectAll().where("id", "=", batchId).executeTakeFirst();
  if (!batch || batch.size < 2) return;
  const rows = await tx
    .selectFrom("changes")
    .select((row) => ["state", row.fn.countAll<number>().as("n")])
    .where("batch_id", "=", batchId)
    .groupBy("state")
    .execute();
  const counts = Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]));
  const hasFailures = (counts.failed ?? 0) + (counts.unknown ?? 0) > 0;
  await enqueueWebhook(tx, {
    type: hasFailures ? "batch.failed" : "batch.finished",
    id: `batch-${batchId}-${batch.finished_at ?? ""}`,
    data: {
      batchId,
      size: batch.size,
      counts,
      url: `${env().ROLLCALL_URL}/activity/batches/${batchId}`,
    },
    names: { name: batch.name },
  });
}

type Person = { name: string; email: string };
type Asked = { approvalId: string; size: number; title: string };

/** Tells that somebody waits for another person's approval. */
export const tellRequested = (
  tx: Tx,
  request: Asked & { kinds: readonly string[]; expiresAt: string; asker: Person },
): Promise<number> =>
  enqueueWebhook(tx, {
    type: "approval.requested",
    id: `approval-${request.approvalId}-requested`,
    data: {
      approvalId: request.approvalId,
      changes: request.size,
      kinds: [...request.kinds],
      expiresAt: request.expiresAt,
      url: `${env().ROLLCALL_URL}/approvals`,
    },
    names: { what: request.title, askedBy: request.asker },
  });

/** Tells what became of a request: approved, refused, withdrawn or expired. */
export const tellDecided = (
  tx: Tx,
  request: Asked & { decision: string; batchId?: string; reason?: string; decider?: Person },
): Promise<number> =>
  enqueueWebhook(tx, {
    type: "approval.decided",
    id: `approval-${request.approvalId}-decided`,
    data: {
      approvalId: request.approvalId,
      changes: request.size,
      decision: request.decision,
      ...(request.batchId ? { batchId: request.batchId } : {}),
      url: `${env().ROLLCALL_URL}/${request.batchId ? `activity/batches/${request.batchId}` : "approvals"}`,
    },
    names: {
      what: request.title,
      ...(request.decider ? { decidedBy: request.decider } : {}),
      ...(request.reason ? { reason: request.reason } : {}),
    },
  });

/** Tells that a vendor refused a connection's token. */
export const tellRefused = (
  tx: Tx,
  connection: { id: string; label: string; vendor: VendorId },
): Promise<number> =>
  enqueueWebhook(tx, {
    type: "connection.refused",
    data: {
      connectionId: connection.id,
      vendor: connection.vendor,
      url: `${env().ROLLCALL_URL}/settings/connections`,
    },
    names: { label: connection.label },
  });
