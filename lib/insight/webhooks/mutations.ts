import "server-only";
import { sql } from "kysely";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import { TEST_EVENT } from "#lib/core/webhook-events.ts";
import { MAX_WEBHOOKS } from "#lib/insight/webhooks/constants.ts";
import type { NewWebhook } from "#lib/insight/webhooks/schema.ts";
import { appendEvent, type NewEvent } from "#lib/store/audit/append.ts";
import { seal, unseal } from "#lib/store/crypto/key-ring.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { hostOf, urlProblem } from "#lib/store/outbox/address.ts";
import { secretBinding } from "#lib/store/outbox/secret.ts";
import { enqueueWebhook } from "#lib/store/outbox/send.ts";
import { newSigningSecret } from "#lib/store/outbox/sign.ts";

type Actor = NewEvent["actor"];

const wrong = (field: string, reason: string) =>
  new AppError("INVALID_INPUT", { reason, fields: { [field]: [reason] } });
const gone = () => new AppError("NOT_FOUND", { reason: "This webhook was deleted" });

/** Throws INVALID_INPUT where the address may not be called. Names are looked up when something is sent. */
function assertUrl(url: string): void {
  const problem = urlProblem(url, env().ROLLCALL_WEBHOOK_ALLOW);
  if (problem) throw wrong("url", problem);
}

const storedFormat = ({ format }: NewWebhook) => (format === "standard" ? null : (format ?? null));

type MadeWebhook = { id: string; secret: string; label: string };

/** So long after a webhook was made its form may be sent again and hear its signing secret: only the answer was lost. */
const SAME_FORM_MS = 10 * 60_000;

/**
 * Adds a webhook and answers its signing secret, for the only time. With the `id` of one that was just made (the first answer
 * was lost) it answers that one. Throws INVALID_INPUT, KEY_REUSED, CONFLICT.
 */
export async function createWebhook(actor: Actor, given: NewWebhook, id = newId()): Promise<MadeWebhook> {
  assertUrl(given.url);
  const at = nowIso();
  const secret = newSigningSecret();
  const sealed = await seal(secret, secretBinding(id));
  const label = given.label || hostOf(new URL(given.url));
  const earlier = await madeBefore(id, given.url);
  if (earlier) return earlier;
  await transact(async (tx) => {
    const counted = await tx
      .selectFrom("webhooks")
      .select(sql<number>`count(*)`.as("n"))
      .executeTakeFirstOrThrow();
    if (Number(counted.n) >= MAX_WEBHOOKS)
      throw wrong("url", `There are ${MAX_WEBHOOKS} webhooks already: delete one first`);
    await tx
      .insertInto("webhooks")
      .values({
        ...{ id, label, url: given.url, events: JSON.stringify(given.events) },
        with_names: given.withNames ? 1 : 0,
        format: storedFormat(given),
        sealed_secret: sealed,
        ...{ paused_at: null, reminded_on: null, dropped: 0, created_at: at, updated_at: at },
      })
      .execute();
    await note(tx, actor, "webhook.create", label, given);
  });
  return { id, secret, label };
}

async function madeBefore(id: string, url: string): Promise<MadeWebhook | undefined> {
  const row = await db()
    .selectFrom("webhooks")
    .select(["url", "label", "sealed_secret", "created_at"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (!row) return undefined;
  if (row.url !== url) throw new AppError("KEY_REUSED");
  if (Date.parse(row.created_at) < Date.now() - SAME_FORM_MS)
    throw new AppError("CONFLICT", {
      reason: "This webhook is there already. Its signing secret is shown once",
    });
  return { id, secret: await unseal(row.sealed_secret, secretBinding(id)), label: row.label };
}

/** Changes what a webhook is. Throws NOT_FOUND, INVALID_INPUT. */
export async function updateWebhook(actor: Actor, id: string, given: NewWebhook): Promise<void> {
  assertUrl(given.url);
  const label = given.label || hostOf(new URL(given.url));
  await transact(async (tx) => {
    const row = await tx
      .updateTable("webhooks")
      .set({
        label,
        url: given.url,
        events: JSON.stringify(given.events),
        with_names: given.withNames ? 1 : 0,
        format: storedFormat(given),
        updated_at: nowIso(),
      })
      .where("id", "=", id)
      .returning("id")
      .executeTakeFirst();
    if (!row) throw gone();
    await note(tx, actor, "webhook.update", label, given);
  });
}

/** While paused nothing is sent or queued; what waits goes on waiting. Throws NOT_FOUND. */
export async function pauseWebhook(actor: Actor, id: string, paused: boolean): Promise<void> {
  await transact(async (tx) => {
    const row = await tx
      .updateTable("webhooks")
      .set({ paused_at: paused ? nowIso() : null, updated_at: nowIso() })
      .where("id", "=", id)
      .returning("label")
      .executeTakeFirst();
    if (!row) throw gone();
    await note(tx, actor, paused ? "webhook.pause" : "webhook.resume", row.label);
  });
}

/** Deletes a webhook and what waits for it. Throws NOT_FOUND. */
export async function deleteWebhook(actor: Actor, id: string): Promise<void> {
  await transact(async (tx) => {
    const row = await tx.deleteFrom("webhooks").where("id", "=", id).returning("label").executeTakeFirst();
    if (!row) throw gone();
    await note(tx, actor, "webhook.delete", row.label);
  });
}

/** Queues a test event for one webhook. Throws NOT_FOUND, INVALID_INPUT while it is paused or its queue is full. */
export async function testWebhook(actor: Actor, id: string): Promise<{ eventId: string }> {
  const eventId = newId();
  await transact(async (tx) => {
    const row = await tx.selectFrom("webhooks").select(["label"]).where("id", "=", id).executeTakeFirst();
    if (!row) throw gone();
    const queued = await enqueueWebhook(tx, { type: TEST_EVENT, id: eventId, data: {}, only: id });
    if (queued === 0) throw wrong("id", "It is paused, or its queue is full");
    await note(tx, actor, "webhook.test", row.label);
  });
  return { eventId };
}

/** The address may carry a token in its path: the log names the host alone. */
const note = (tx: Tx, actor: Actor, what: string, label: string, given?: NewWebhook) =>
  appendEvent(tx, {
    action: what,
    actor,
    outcome: "done",
    facts: {
      label,
      ...(given
        ? {
            ...{ host: hostOf(new URL(given.url)), events: given.events, withNames: given.withNames },
            ...(given.format && given.format !== "standard" ? { format: given.format } : {}),
          }
        : {}),
    },
    search: label,
  });
