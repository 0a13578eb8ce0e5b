import "server-only";
import { sql } from "kysely";
import { env } from "#lib/core/env.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import type { TEST_EVENT, WebhookEventType } from "#lib/core/webhook-events.ts";
import type { Json } from "#lib/store/audit/chain.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { MAX_QUEUED } from "#lib/store/outbox/constants.ts";

export type WebhookEvent = {
  type: WebhookEventType | typeof TEST_EVENT;
  /** The same event under the same id is delivered once; made here where absent. */
  id?: string;
  /** Counts, ids of Rollcall, codes: no names, never a secret. */
  data: Record<string, Json>;
  /** Names, only for webhooks whose admin asked for them; never a secret. */
  names?: Record<string, Json>;
  /** For this webhook alone, whatever it subscribes to. */
  only?: string;
};

/**
 * Queues an event for every webhook that wants it, in the transaction that makes it happen. Returns how many will be
 * told. A webhook that is paused or whose queue is full is not; the latter counts what it missed.
 */
export async function enqueueWebhook(tx: Tx, event: WebhookEvent): Promise<number> {
  let query = tx.selectFrom("webhooks").select(["id", "events", "with_names"]).where("paused_at", "is", null);
  if (event.only) query = query.where("id", "=", event.only);
  const all = await query.execute();
  const hooks = event.only ? all : all.filter((hook) => eventsOf(hook.events).includes(event.type));
  const at = nowIso();
  const eventId = event.id ?? newId();
  let queued = 0;
  for (const hook of hooks) {
    if (await isFull(tx, hook.id)) {
      await tx
        .updateTable("webhooks")
        .set((row) => ({ dropped: row("dropped", "+", 1) }))
        .where("id", "=", hook.id)
        .execute();
      continue;
    }
    const data = { ...event.data, ...(hook.with_names === 1 ? event.names : {}) };
    const made = await tx
      .insertInto("webhook_deliveries")
      .values({
        ...{ id: newId(), webhook_id: hook.id, event_id: eventId, type: event.type },
        payload: JSON.stringify({ id: eventId, type: event.type, at, instance: env().ROLLCALL_URL, data }),
        ...{ state: "pending", attempts: 0, status: null, error: null },
        ...{ created_at: at, next_at: at, ended_at: null, lease_holder: null, lease_until: null },
      })
      .onConflict((conflict) => conflict.columns(["webhook_id", "event_id"]).doNothing())
      .returning("id")
      .executeTakeFirst();
    if (made) queued++;
  }
  return queued;
}

/** The event types in a webhook's column. */
export const eventsOf = (text: string): string[] => JSON.parse(text) as string[];

async function isFull(tx: Tx, webhookId: string): Promise<boolean> {
  const counted = await tx
    .selectFrom("webhook_deliveries")
    .select(sql<number>`count(*)`.as("n"))
    .where("webhook_id", "=", webhookId)
    .where("state", "=", "pending")
    .executeTakeFirstOrThrow();
  return Number(counted.n) >= MAX_QUEUED;
}
