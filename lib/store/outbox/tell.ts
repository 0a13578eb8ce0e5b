import "server-only";
import { env } from "#lib/core/env.ts";
import type { TokenKind } from "#lib/core/permissions.ts";
import { byToken } from "#lib/core/token-words.ts";
import type { Json } from "#lib/store/audit/chain.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { notify } from "#lib/store/outbox/notify.ts";
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

/** Tells that a batch ended: one of several changes, or one that waited for its time. */
export async function tellBatch(tx: Tx, batchId: string): Promise<void> {
  const batch = await tx.selectFrom("batches").selectAll().where("id", "=", batchId).executeTakeFirst();
  if (!batch) return;
  const schedule = await tx
    .selectFrom("schedules")
    .select("id")
    .where("batch_id", "=", batchId)
    .where("kind", "=", "batch")
    .executeTakeFirst();
  if (!schedule && batch.size < 2) return;
  const rows = await tx
    .selectFrom("changes")
    .select((row) => ["state", row.fn.countAll<number>().as("n")])
    .where("batch_id", "=", batchId)
    .groupBy("state")
    .execute();
  const counts = Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]));
  const hasFailures = (counts.failed ?? 0) + (counts.unknown ?? 0) > 0;
  if (schedule)
    await enqueueWebhook(tx, {
      type: hasFailures ? "schedule.failed" : "schedule.done",
      id: `schedule-${batchId}-${batch.finished_at ?? ""}`,
      data: {
        scheduleId: schedule.id,
        batchId,
        size: batch.size,
        counts,
        url: `${env().ROLLCALL_URL}/activity/batches/${batchId}`,
      },
      names: { name: batch.name },
    });
  await notify(tx, {
    event: schedule ? (hasFailures ? "schedule.failed" : "schedule.done") : "batch.ended",
    to: [batch.user_id],
    about: { table: "batches", id: batchId },
    href: `/activity/batches/${batchId}`,
    what: batch.name,
    lines: { Outcome: outcomeOf(counts) },
    key: `batch-${batchId}-${batch.finished_at ?? ""}`,
  });
  if (batch.size < 2) return;
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

const outcomeOf = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([state, count]) => `${count} ${state}`)
    .join(", ");

type Person = { name: string; email: string };
type Asked = { approvalId: string; size: number; title: string };
const changesOf = (size: number): string => (size === 1 ? "1 change" : `${size} changes`);

/** Tells that somebody waits for another person's approval. */
export async function tellRequested(
  tx: Tx,
  request: Asked & {
    kinds: readonly string[];
    expiresAt: string;
    asker: Person & { id: string };
    token?: { name: string; kind: TokenKind };
    /** Whoever's token asked may decide, and is told too. */
    ownerMay: boolean;
  },
): Promise<void> {
  await notify(tx, {
    event: "approval.asked",
    to: "approvers",
    ...(request.ownerMay ? {} : { except: request.asker.id }),
    about: { table: "approvals", id: request.approvalId },
    href: "/approvals",
    what: request.title,
    lines: {
      "Asked by": `${byToken(request.asker.name, request.token)} (${request.asker.email})`,
      Changes: changesOf(request.size),
      "Waits until": `${request.expiresAt.slice(0, 16).replace("T", " ")} UTC`,
    },
    key: `approval-${request.approvalId}-asked`,
  });
  await enqueueWebhook(tx, {
    type: "approval.requested",
    id: `approval-${request.approvalId}-requested`,
    data: {
      approvalId: request.approvalId,
      changes: request.size,
      kinds: [...request.kinds],
      expiresAt: request.expiresAt,
      url: `${env().ROLLCALL_URL}/approvals`,
    },
    names: {
      what: request.title,
      askedBy: { name: byToken(request.asker.name, request.token), email: request.asker.email },
    },
  });
}

/** Tells what became of a request: approved, refused, withdrawn or expired. */
export async function tellDecided(
  tx: Tx,
  request: Asked & {
    decision: string;
    askedBy: string;
    batchId?: string;
    reason?: string;
    decider?: Person & { id: string };
  },
): Promise<void> {
  const { batchId, decider, reason } = request;
  await notify(tx, {
    event: "approval.decided",
    to: [request.askedBy],
    ...(decider ? { except: decider.id } : {}),
    about: { table: "approvals", id: request.approvalId },
    href: batchId ? `/activity/batches/${batchId}` : "/approvals",
    what: request.title,
    lines: {
      Decision: request.decision,
      ...(decider ? { By: `${decider.name} (${decider.email})` } : {}),
      ...(reason ? { Reason: reason } : {}),
    },
    key: `approval-${request.approvalId}-decided`,
  });
  await enqueueWebhook(tx, {
    type: "approval.decided",
    id: `approval-${request.approvalId}-decided`,
    data: {
      approvalId: request.approvalId,
      changes: request.size,
      decision: request.decision,
      ...(batchId ? { batchId } : {}),
      url: `${env().ROLLCALL_URL}/${batchId ? `activity/batches/${batchId}` : "approvals"}`,
    },
    names: {
      what: request.title,
      ...(decider ? { decidedBy: { name: decider.name, email: decider.email } } : {}),
      ...(reason ? { reason } : {}),
    },
  });
}

/** Tells that a vendor refused a connection's token. `reason`: what it said. */
export async function tellRefused(
  tx: Tx,
  connection: { id: string; label: string; vendor: VendorId },
  at: string,
  reason: string | null,
): Promise<void> {
  await notify(tx, {
    event: "connection.refused",
    to: "admins",
    about: { table: "connections", id: connection.id },
    href: "/settings/connections",
    what: connection.label,
    ...(reason ? { lines: { Reason: reason } } : {}),
    key: `connection-${connection.id}-refused-${at}`,
  });
  await enqueueWebhook(tx, {
    type: "connection.refused",
    data: {
      connectionId: connection.id,
      vendor: connection.vendor,
      url: `${env().ROLLCALL_URL}/settings/connections`,
    },
    names: { label: connection.label },
  });
}

/** Tells that a stored token is older than the policy allows, or refused and not replaced. */
export async function tellTokenOld(
  tx: Tx,
  connection: { id: string; label: string; vendor: VendorId },
  facts: { reason: "age" | "refused"; storedAt: string | null; limitDays: number },
  at: string,
): Promise<void> {
  await notify(tx, {
    event: "token.old",
    to: "admins",
    about: { table: "connections", id: connection.id },
    href: "/settings/connections",
    what: connection.label,
    lines: {
      Why:
        facts.reason === "age"
          ? `It is stored for more than ${facts.limitDays} days`
          : "The vendor refused it and it was not replaced",
    },
    key: `connection-${connection.id}-old-${at}`,
  });
  await enqueueWebhook(tx, {
    type: "connection.token-old",
    data: {
      ...{ connectionId: connection.id, vendor: connection.vendor, ...facts },
      url: `${env().ROLLCALL_URL}/settings/connections`,
    },
    names: { label: connection.label },
  });
}

/** Tells somebody that an API token of theirs ends soon. */
export async function tellApiTokenEnding(
  tx: Tx,
  token: { id: string; userId: string; name: string; endsAt: string },
): Promise<void> {
  await notify(tx, {
    event: "apiToken.ending",
    to: [token.userId],
    about: { table: "api_tokens", id: token.id },
    href: "/settings/tokens",
    what: token.name,
    lines: {
      Ends: `${token.endsAt.slice(0, 16).replace("T", " ")} UTC`,
      Then: "Programs that use it are refused: make another one and give it to them",
    },
    key: `api-token-${token.id}-ending`,
  });
}
