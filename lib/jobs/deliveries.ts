import "server-only";
import { type Selectable, type SqlBool, sql } from "kysely";
import { nowIso } from "#lib/core/ids.ts";
import { hideValue, logError } from "#lib/core/log.ts";
import { bodyFor } from "#lib/insight/webhooks/formats.ts";
import { unseal } from "#lib/store/crypto/key-ring.ts";
import { db } from "#lib/store/db/connection.ts";
import { claim, isFree, keep } from "#lib/store/db/lease.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { FIRST_RETRY_MS, GIVE_UP_MS, KEPT_ENDED } from "#lib/store/outbox/constants.ts";
import { type PostResult, postWebhook } from "#lib/store/outbox/post.ts";
import { secretBinding } from "#lib/store/outbox/secret.ts";

/** Longer than an attempt may take, so that nobody else begins the same one. */
const LEASE_MS = 30_000;
const AT_ONCE = 4;

/**
 * Attempts every delivery that is due now, once, at most four at a time, until the signal is aborted. Returns how many
 * were attempted.
 */
export async function deliverDue(nowMs = Date.now(), signal?: AbortSignal): Promise<number> {
  let attempted = 0;
  for (;;) {
    const claimed = signal?.aborted ? [] : await claimDue(nowMs);
    if (claimed.length === 0) return attempted;
    await Promise.all(claimed.map((one) => deliver(one, nowMs)));
    attempted += claimed.length;
  }
}

type Delivery = Selectable<Tables["webhook_deliveries"]>;

/** Takes deliveries for this process. */
async function claimDue(nowMs: number): Promise<Delivery[]> {
  const now = new Date(nowMs).toISOString();
  const due = await db()
    .selectFrom("webhook_deliveries")
    .innerJoin("webhooks", "webhooks.id", "webhook_deliveries.webhook_id")
    .select("webhook_deliveries.id")
    .where("webhook_deliveries.state", "=", "pending")
    .where("webhook_deliveries.next_at", "<=", now)
    .where("webhooks.paused_at", "is", null)
    .where(isFree("webhook_deliveries.lease_until", now))
    .orderBy("webhook_deliveries.next_at")
    .orderBy("webhook_deliveries.id")
    .limit(AT_ONCE)
    .execute();
  const claimed: Delivery[] = [];
  for (const { id } of due) {
    const row = await claim("webhook_deliveries", id, {
      ...{ nowMs, forMs: LEASE_MS },
      set: { attempts: sql`attempts + 1` },
      where: sql<SqlBool>`state = 'pending'`,
    });
    if (row) claimed.push(row);
  }
  return claimed;
}

async function deliver(one: Delivery, nowMs: number): Promise<void> {
  const hook = await db()
    .selectFrom("webhooks")
    .select(["url", "sealed_secret", "format"])
    .where("id", "=", one.webhook_id)
    .executeTakeFirst();
  if (!hook || one.payload === null) return;
  const body = bodyFor(hook.format ?? "standard", one.payload);
  const result = await attempt(one, hook.url, hook.sealed_secret, body);
  const next = result.ok ? undefined : nextAttempt(one.attempts, Date.parse(one.created_at), nowMs);
  const isEnded = next === undefined;
  await keep("webhook_deliveries", [one.id], {
    until: null,
    set: {
      state: result.ok ? "delivered" : isEnded ? "failed" : "pending",
      status: result.status ?? null,
      error: result.error?.slice(0, 300) ?? null,
      next_at: next ?? null,
      ended_at: isEnded ? nowIso() : null,
      // Names in it have done their duty.
      ...(isEnded ? { payload: null } : {}),
    },
  });
  if (isEnded) await trim(one.webhook_id);
}

async function attempt(one: Delivery, url: string, sealed: string, body: string): Promise<PostResult> {
  let secret: string;
  try {
    secret = await unseal(sealed, secretBinding(one.webhook_id));
  } catch (error) {
    logError(error, { at: "webhook", webhookId: one.webhook_id });
    return { ok: false, error: "Its signing secret cannot be opened: delete it and add it again" };
  }
  const reveal = hideValue(secret);
  try {
    return await postWebhook({ url, secret, type: one.type, eventId: one.event_id, body });
  } finally {
    reveal();
  }
}

/** When to try again after so many attempts: half a minute, then twice as long each time, with jitter; undefined after a day. */
export function nextAttempt(
  attempts: number,
  createdMs: number,
  nowMs: number,
  jitter = Math.random(),
): string | undefined {
  const waitMs = FIRST_RETRY_MS * 2 ** (attempts - 1) * (0.9 + 0.2 * jitter);
  const at = nowMs + waitMs;
  return at - createdMs > GIVE_UP_MS ? undefined : new Date(at).toISOString();
}

/** Keeps the log of a webhook short. */
async function trim(webhookId: string): Promise<void> {
  const oldest = await db()
    .selectFrom("webhook_deliveries")
    .select(["created_at", "id"])
    .where("webhook_id", "=", webhookId)
    .where("state", "!=", "pending")
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .offset(KEPT_ENDED)
    .limit(1)
    .executeTakeFirst();
  if (!oldest) return;
  await db()
    .deleteFrom("webhook_deliveries")
    .where("webhook_id", "=", webhookId)
    .where("state", "!=", "pending")
    .where(sql<boolean>`(created_at, id) <= (${oldest.created_at}, ${oldest.id})`)
    .execute();
}
