import "server-only";
import { setImmediate as turn } from "node:timers/promises";
import { type SqlBool, sql, type Updateable } from "kysely";
import { nowIso } from "#lib/core/ids.ts";
import { db } from "#lib/store/db/connection.ts";
import { claim, keep } from "#lib/store/db/lease.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import type { ChainedEvent } from "../rows.ts";
import { listReceivers, type Receiver } from "./receivers.ts";

/** Longer than a receiver may take for one batch. */
const LEASE_MS = 30_000;
const AT_ONCE = 100;
const AT_ONCE_BYTES = 256_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 5 * 60_000;

/** How long to wait after so many failures in a row: twice as long each time, five minutes at most, with jitter. */
export const retryAfterMs = (attempts: number, jitter = Math.random()): number =>
  Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 20)) * (0.9 + 0.2 * jitter);

/** Sends every receiver of the log what it has not got. */
export async function pumpAll(signal: AbortSignal): Promise<void> {
  const receivers = await listReceivers();
  await Promise.all(receivers.filter((one) => !one.isPaused).map((one) => pump(one, () => signal.aborted)));
}

/**
 * Sends a receiver what it has not got, in order, until there is no more, it fails, or `isOver` says to stop. Each batch
 * is noted once it has arrived, so that after a crash the last one may come twice and none is left out. One process at a
 * time does it. Returns how many events arrived.
 */
export async function pump(receiver: Receiver, isOver: () => boolean, nowMs = Date.now()): Promise<number> {
  const stand = await begin(receiver.id, nowMs);
  if (!stand) return 0;
  let { seq, attempts } = stand;
  let arrived = 0;
  try {
    while (!isOver()) {
      const events = await nextEvents(seq);
      const last = events.at(-1);
      if (!last) break;
      await receiver.send(events);
      seq = last.seq;
      arrived += events.length;
      attempts = 0;
      const stand = { seq, sent_at: nowIso(), attempts, next_at: null, error: null };
      // Another process has gone on with it: what it notes counts.
      if (!(await note(receiver.id, stand))) return arrived;
      await turn();
    }
    await note(receiver.id, {}, null);
  } catch (error) {
    attempts++;
    const words = error instanceof Error ? error.message : String(error);
    const next_at = new Date(Date.now() + retryAfterMs(attempts)).toISOString();
    await note(receiver.id, { attempts, next_at, error: words.slice(0, 300) }, null);
  }
  return arrived;
}

/** Where it stands, once this process may go on with it. */
async function begin(id: string, nowMs: number): Promise<{ seq: number; attempts: number } | undefined> {
  const now = new Date(nowMs).toISOString();
  await db()
    .insertInto("audit_streams")
    .values({
      ...{ id, seq: 0, attempts: 0, created_at: now },
      ...{ sent_at: null, next_at: null, error: null, lease_holder: null, lease_until: null },
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
  const where = sql<SqlBool>`(next_at is null or next_at <= ${now})`;
  const row = await claim("audit_streams", id, { where, nowMs, forMs: LEASE_MS });
  return row && { seq: Number(row.seq), attempts: row.attempts };
}

/** Notes where it stands, and renews the lease or ends it. False where another process has gone on with it. */
const note = async (id: string, set: Updateable<Tables["audit_streams"]>, until?: null): Promise<boolean> =>
  (await keep("audit_streams", [id], { set, forMs: LEASE_MS, ...(until === null ? { until } : {}) })).has(id);

/** The events after one, as many as one call should carry: at least one, however long it is. */
async function nextEvents(after: number): Promise<ChainedEvent[]> {
  const page = await db()
    .selectFrom("events")
    .selectAll()
    .where("seq", ">", after)
    .orderBy("seq")
    .limit(AT_ONCE)
    .execute();
  let bytes = 0;
  const most = page.findIndex((event, index) => {
    bytes += event.body.length + (event.personal?.length ?? 0);
    return index > 0 && bytes > AT_ONCE_BYTES;
  });
  return most < 0 ? page : page.slice(0, most);
}
