import "server-only";
import { env } from "#lib/core/env.ts";
import { nowIso } from "#lib/core/ids.ts";
import { hideValue } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { unseal } from "#lib/store/crypto/key-ring.ts";
import { db, type Tx } from "#lib/store/db/connection.ts";
import { postWebhook } from "#lib/store/outbox/post.ts";
import { secretBinding } from "#lib/store/outbox/secret.ts";
import { eventsOf } from "#lib/store/outbox/send.ts";
import type { ChainedEvent } from "../rows.ts";
import { connectSyslog, type SyslogConnection } from "./syslog-connection.ts";

/** Who gets the whole log, in order, from its first event on. `id` is what its place in the log is kept under. */
export type Receiver = {
  id: string;
  kind: "syslog" | "webhook";
  label: string;
  /** Hands events over; rejects with plain words when they may not have arrived. */
  send: (events: readonly ChainedEvent[]) => Promise<void>;
};

const TYPE = "audit.events";
const syslogId = (address: string): string => `syslog ${address}`;
const webhookId = (id: string): string => `webhook ${id}`;

async function webhooksThatWantIt(from: Tx | ReturnType<typeof db>) {
  const rows = await from
    .selectFrom("webhooks")
    .select(["id", "label", "events", "paused_at"])
    .orderBy("created_at")
    .execute();
  return rows.filter((row) => eventsOf(row.events).includes(TYPE));
}

/** Everybody whom the log is sent to, paused ones too: what they have not got yet is not removed. */
export async function receiverIds(tx: Tx): Promise<string[]> {
  const { ROLLCALL_SYSLOG: address } = env();
  const hooks = await webhooksThatWantIt(tx);
  return [...(address ? [syslogId(address)] : []), ...hooks.map((hook) => webhookId(hook.id))];
}

/** Everybody whom the log is sent to now. */
export async function listReceivers(): Promise<(Receiver & { isPaused: boolean })[]> {
  const { ROLLCALL_SYSLOG: address } = env();
  const hooks = await webhooksThatWantIt(db());
  return [
    ...(address
      ? [
          {
            ...{ id: syslogId(address), kind: "syslog" as const, label: address, isPaused: false },
            send: (events: readonly ChainedEvent[]) => sendSyslog(address, events),
          },
        ]
      : []),
    ...hooks.map(({ id, label, paused_at }) => ({
      ...{ id: webhookId(id), kind: "webhook" as const, label, isPaused: paused_at !== null },
      send: (events: readonly ChainedEvent[]) => sendWebhook(id, events),
    })),
  ];
}

const connections = () => perProcess("syslog-connections", () => new Map<string, SyslogConnection>());

async function sendSyslog(address: string, events: readonly ChainedEvent[]): Promise<void> {
  const open = connections();
  try {
    const connection = open.get(address) ?? (await connectSyslog(address));
    open.set(address, connection);
    await connection.send(events);
  } catch (error) {
    open.get(address)?.close();
    open.delete(address);
    throw error;
  }
}

/** Hangs up on every receiver. */
export function closeSyslog(): void {
  for (const connection of connections().values()) connection.close();
  connections().clear();
}

/** One call with several events, signed as any other delivery; who receives it twice can tell by its id. */
async function sendWebhook(id: string, events: readonly ChainedEvent[]): Promise<void> {
  const hook = await db()
    .selectFrom("webhooks")
    .select(["url", "sealed_secret", "with_names"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (!hook) throw new Error("This webhook was deleted");
  const eventId = `${TYPE}-${events[0]?.seq ?? 0}-${events.at(-1)?.seq ?? 0}`;
  const lines = events.map(({ seq, id: event, body, personal, prev_hash, hash }) => ({
    ...{ seq, id: event, body, prev_hash, hash },
    ...(personal === null || hook.with_names === 1 ? { personal } : { personal: null, withheld: true }),
  }));
  const body = {
    id: eventId,
    type: TYPE,
    at: nowIso(),
    instance: env().ROLLCALL_URL,
    data: { events: lines },
  };
  const secret = await unseal(hook.sealed_secret, secretBinding(id));
  const reveal = hideValue(secret);
  try {
    const result = await postWebhook({
      url: hook.url,
      secret,
      type: TYPE,
      eventId,
      body: JSON.stringify(body),
    });
    if (!result.ok) throw new Error(result.error ?? "It could not be reached");
  } finally {
    reveal();
  }
}
