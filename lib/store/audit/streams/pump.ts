import "server-only";
import { setImmediate as turn } from "node:timers/promises";
import { nowIso } from "#lib/core/ids.ts";
import { db } from "#lib/store/db/connection.ts";
import type { ChainedEvent } from "../rows.ts";
import type { Receiver } from "./receivers.ts";

/** Longer than a receiver may take for one batch. */
const LEASE_MS = 30_000;
const AT_ONCE = 100;
const AT_ONCE_BYTES = 256_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 5 * 60_000;

/** How long to wait after so many failures in a row: twice as long each time, five minutes at most, with jitter. */
export const retryAfterMs = (attempts: number, jitter = Math.random()): number =>
  Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 20)) * (0.9 + 0.2 * jitter);

/**
 * Sends a receiver what it has not got, in order, until there is no more, it fails, or `isOver` says to stop. Each batch
 * is noted once it has arrived, so that after a crash the last one may come twice and none is left out. One process at a
 * time does it. Returns how many events arrived.
 */
export async function pump(receiver: Receiver, isOver: () => boolean, nowMs = Date.now()): Promise<number> {
  const stand = await claim(receiver.id, nowMs);
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
      const lease_until = new Date(Date.now() + LEASE_MS).toISOString();
      await note(receiver.id, { seq, sent_at: nowIso(), attempts, next_at: null, error: null, lease_until });
      await turn();
    }
    await note(receiver.id, { lease_until: null });
  } catch (error) {
    attempts++;
    const words = error instanceof Error ? error.message : String(error);
    const next_at = new Date(Date.now() + retryAfterMs(attempts)).toISOString();
    await note(receiver.id, { attempts, next_at, error: words.slice(0, 300), lease_until: null });
  }
  return arrived;
}

async function claim(id: string, nowMs: number): Promise<{ seq: number; attempts: number } | undefined> {
  const now = new Date(nowMs).toISOString();
  await db()
    .insertInto("audit_streams")
    .values({
      id,
      seq: 0,
      sent_at: null,
      next_at: null,
      error: null,
      lease_until: null,
      created_at: now,
      attempts: 0,
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
  const row = await db()
    .updateTable("audit_streams")
    .set({ lease_until: new Date(nowMs + LEASE_MS).toISOString() })
    .where("id", "=", id)
    .where((where) => where.or([where("lease_until", "is", null), where("lease_until", "<", now)]))
    .where((where) => where.or([where("next_at", "is", null), where("next_at", "<=", now)]))
    .returning(["seq", "attempts"])
    .executeTakeFirst();
  return row && { seq: Number(row.seq), attempts: row.attempts };
}

type Stand = {
  seq?: number;
  sent_at?: string;
  attempts?: number;
  next_at?: string | null;
  error?: string | null;
  lease_until: string | null;
};
const note = (id: string, stand: Stand) =>
  db().updateTable("audit_streams").set(stand).where("id", "=", id).execute();

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
