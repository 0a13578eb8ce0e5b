import "server-only";
import { type Selectable, sql } from "kysely";
import type { WebhookEventType } from "#lib/core/webhook-events.ts";
import type { DeliveryRow, WebhookRow } from "#lib/insight/webhooks/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { eventsOf } from "#lib/store/outbox/send.ts";

const LOG_ROWS = 100;

type Delivery = Omit<Selectable<Tables["webhook_deliveries"]>, "payload" | "lease_holder" | "lease_until">;
const DELIVERY = [
  ...["id", "webhook_id", "event_id", "type", "state", "attempts", "status", "error"],
  ...["created_at", "next_at", "ended_at"],
] as const satisfies (keyof Delivery)[];

const rowOf = (row: Delivery): DeliveryRow => ({
  id: row.id,
  webhookId: row.webhook_id,
  eventId: row.event_id,
  type: row.type,
  state: row.state,
  attempts: row.attempts,
  ...(row.status === null ? {} : { status: row.status }),
  ...(row.error === null ? {} : { error: row.error }),
  createdAt: row.created_at,
  ...(row.state === "pending" && row.next_at !== null ? { nextAt: row.next_at } : {}),
  ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
});

/** The latest deliveries of one webhook, or of all, newest first: what became of each, without its body. */
export async function listDeliveries(webhookId?: string, limit = LOG_ROWS): Promise<DeliveryRow[]> {
  let query = db().selectFrom("webhook_deliveries").select(DELIVERY);
  if (webhookId) query = query.where("webhook_id", "=", webhookId);
  const rows = await query.orderBy("created_at", "desc").orderBy("id", "desc").limit(limit).execute();
  return rows.map(rowOf);
}

/** The webhooks, oldest first, with how their deliveries stand. */
export async function listWebhooks(): Promise<WebhookRow[]> {
  const rows = await db()
    .selectFrom("webhooks")
    .select(["id", "url", "label", "events", "with_names", "format", "paused_at", "dropped", "created_at"])
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  const queued = await db()
    .selectFrom("webhook_deliveries")
    .select(["webhook_id", sql<number>`count(*)`.as("n")])
    .where("state", "=", "pending")
    .groupBy("webhook_id")
    .execute();
  const waiting = new Map(queued.map((row) => [row.webhook_id, Number(row.n)]));
  return Promise.all(
    rows.map(async (row) => {
      const [last] = await listDeliveries(row.id, 1);
      return {
        id: row.id,
        url: row.url,
        label: row.label,
        events: eventsOf(row.events) as WebhookEventType[],
        withNames: row.with_names === 1,
        format: row.format ?? "standard",
        ...(row.paused_at === null ? {} : { pausedAt: row.paused_at }),
        queued: waiting.get(row.id) ?? 0,
        dropped: row.dropped,
        ...(last ? { last } : {}),
        createdAt: row.created_at,
      };
    }),
  );
}
