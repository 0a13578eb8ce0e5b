import "server-only";
import { sql } from "kysely";
import { nowIso } from "#lib/core/ids.ts";
import { hideValue, logError } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { remind } from "#lib/jobs/reminders.ts";
import { remindOfTokens } from "#lib/jobs/token-reminders.ts";
import { unseal } from "#lib/store/crypto/key-ring.ts";
import { db } from "#lib/store/db/connection.ts";
import { FIRST_RETRY_MS, GIVE_UP_MS, KEPT_ENDED } from "#lib/store/outbox/constants.ts";
import { type PostResult, postWebhook } from "#lib/store/outbox/post.ts";
import { secretBinding } from "#lib/store/outbox/secret.ts";

const TICK_MS = 1_000;
/** Longer than an attempt may take, so that nobody else begins the same one. */
const LEASE_MS = 30_000;
const AT_ONCE = 4;
const REMIND_EVERY_MS = 10_000;

type Worker = {
  timer?: NodeJS.Timeout | undefined;
  ticking?: Promise<void> | undefined;
  remindedAt: number;
};
const worker = () => perProcess<Worker>("webhook-worker", () => ({ remindedAt: Number.NEGATIVE_INFINITY }));

/** Starts what delivers queued events and reminds once a day. Once per process; further calls do nothing. */
export function startWebhooks(): void {
  const state = worker();
  if (state.timer) return;
  const beat = (): void => {
    state.ticking ??= tick(state)
      .catch((error: unknown) => void logError(error, { at: "webhooks" }))
      .finally(() => {
        state.ticking = undefined;
      });
  };
  state.timer = setInterval(beat, TICK_MS);
  state.timer.unref();
}

/** Stops it; what is under way ends first, which takes 10 s at most. */
export async function stopWebhooks(): Promise<void> {
  const state = worker();
  clearInterval(state.timer);
  state.timer = undefined;
  await state.ticking;
}

async function tick(state: Worker): Promise<void> {
  if (performance.now() - state.remindedAt >= REMIND_EVERY_MS) {
    state.remindedAt = performance.now();
    await remind();
    await remindOfTokens();
  }
  await deliverDue();
}

/** Attempts every delivery that is due now, once, at most four at a time. Returns how many were attempted. */
export async function deliverDue(nowMs = Date.now()): Promise<number> {
  let attempted = 0;
  for (;;) {
    const claimed = await claim(nowMs);
    if (claimed.length === 0) return attempted;
    await Promise.all(claimed.map((one) => deliver(one, nowMs)));
    attempted += claimed.length;
  }
}

type Claimed = {
  id: string;
  webhook_id: string;
  event_id: string;
  type: string;
  payload: string | null;
  attempts: number;
  created_at: string;
};

/** Takes deliveries for this process, each in one statement over all processes. */
async function claim(nowMs: number): Promise<Claimed[]> {
  const now = new Date(nowMs).toISOString();
  const due = await db()
    .selectFrom("webhook_deliveries")
    .innerJoin("webhooks", "webhooks.id", "webhook_deliveries.webhook_id")
    .select("webhook_deliveries.id")
    .where("webhook_deliveries.state", "=", "pending")
    .where("webhook_deliveries.next_at", "<=", now)
    .where("webhooks.paused_at", "is", null)
    .where((where) => where.or([where("lease_until", "is", null), where("lease_until", "<", now)]))
    .orderBy("webhook_deliveries.next_at")
    .orderBy("webhook_deliveries.id")
    .limit(AT_ONCE)
    .execute();
  const claimed: Claimed[] = [];
  for (const { id } of due) {
    const row = await db()
      .updateTable("webhook_deliveries")
      .set((column) => ({
        lease_until: new Date(nowMs + LEASE_MS).toISOString(),
        attempts: column("attempts", "+", 1),
      }))
      .where("id", "=", id)
      .where("state", "=", "pending")
      .where((where) => where.or([where("lease_until", "is", null), where("lease_until", "<", now)]))
      .returning(["id", "webhook_id", "event_id", "type", "payload", "attempts", "created_at"])
      .executeTakeFirst();
    if (row) claimed.push(row);
  }
  return claimed;
}

async function deliver(one: Claimed, nowMs: number): Promise<void> {
  const hook = await db()
    .selectFrom("webhooks")
    .select(["url", "sealed_secret"])
    .where("id", "=", one.webhook_id)
    .executeTakeFirst();
  if (!hook || one.payload === null) return;
  const result = await attempt(one, hook.url, hook.sealed_secret, one.payload);
  const next = result.ok ? undefined : nextAttempt(one.attempts, Date.parse(one.created_at), nowMs);
  const isEnded = next === undefined;
  await db()
    .updateTable("webhook_deliveries")
    .set({
      state: result.ok ? "delivered" : isEnded ? "failed" : "pending",
      status: result.status ?? null,
      error: result.error?.slice(0, 300) ?? null,
      next_at: next ?? null,
      ended_at: isEnded ? nowIso() : null,
      lease_until: null,
      // Names in it have done their duty.
      ...(isEnded ? { payload: null } : {}),
    })
    .where("id", "=", one.id)
    .execute();
  if (isEnded) await trim(one.webhook_id);
}

async function attempt(one: Claimed, url: string, sealed: string, body: string): Promise<PostResult> {
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
