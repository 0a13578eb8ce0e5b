import "server-only";
import { log } from "#lib/core/log.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { appendEvent, type NewEvent } from "./append.ts";
import type { Json } from "./chain.ts";
import { isWaiting, waitingMac } from "./event-mac.ts";

/** So long the same thing is counted instead of written down again. */
export const REPEAT_MS = 10 * 60_000;

type Once = {
  /** What makes two of them the same: who, and what about. */
  key: string;
  event: NewEvent;
  /** Whether repetitions are told afterwards, as one event with their number. */
  isCounted: boolean;
};

/** An event that waits in the store is written later in Rollcall's own name: it must be Rollcall that said it. */
function sealedEvent(event: NewEvent): string {
  const text = JSON.stringify(event);
  return JSON.stringify({ text, mac: waitingMac(text) });
}

function openedEvent(waiting: string): NewEvent | undefined {
  const { text = "", mac = "" } = JSON.parse(waiting) as { text?: string; mac?: string };
  if (isWaiting(text, mac)) return JSON.parse(text) as NewEvent;
  log.error("A repeated event was not written to the audit log: Rollcall did not put it there");
  return undefined;
}

/**
 * Appends an event, unless the same was appended less than ten minutes ago: then it is counted. So nobody makes the log
 * grow by asking again and again: one event, and where they are counted one more for all repetitions. Returns whether
 * the event was written.
 */
export async function appendOnce({ key, event, isCounted }: Once, nowMs = Date.now()): Promise<boolean> {
  const now = new Date(nowMs).toISOString();
  const counted = await db()
    .updateTable("audit_repeats")
    .set((row) => ({
      count: row("count", "+", 1),
      last_at: now,
      ...(isCounted ? { event: sealedEvent(event) } : {}),
    }))
    .where("key", "=", key)
    .where("until", ">", now)
    .executeTakeFirst();
  if (counted.numUpdatedRows > 0n) return false;
  return transact(async (tx) => {
    await tellOne(tx, key, now);
    const until = new Date(nowMs + REPEAT_MS).toISOString();
    const begun = await tx
      .insertInto("audit_repeats")
      .values({ key, since: now, until, last_at: now, count: 0, event: null })
      .onConflict((conflict) => conflict.column("key").doNothing())
      .executeTakeFirst();
    // Another request of the same moment was first: this one is its repetition.
    if ((begun.numInsertedOrUpdatedRows ?? 0n) === 0n) {
      await tx
        .updateTable("audit_repeats")
        .set((row) => ({
          count: row("count", "+", 1),
          ...(isCounted ? { event: sealedEvent(event) } : {}),
        }))
        .where("key", "=", key)
        .execute();
      return false;
    }
    await appendEvent(tx, event);
    return true;
  });
}

/** Tells of what was counted, where its ten minutes are over. Returns how many were closed. */
export async function tellRepeats(nowMs = Date.now()): Promise<number> {
  const now = new Date(nowMs).toISOString();
  const over = await db()
    .selectFrom("audit_repeats")
    .select("key")
    .where("until", "<=", now)
    .orderBy("until")
    .limit(200)
    .execute();
  for (const { key } of over) await transact((tx) => tellOne(tx, key, now));
  return over.length;
}

async function tellOne(tx: Tx, key: string, now: string): Promise<void> {
  const row = await tx
    .deleteFrom("audit_repeats")
    .where("key", "=", key)
    .where("until", "<=", now)
    .returning(["count", "event", "since", "last_at"])
    .executeTakeFirst();
  if (!row?.event || row.count === 0) return;
  const event = openedEvent(row.event);
  if (!event) return;
  const facts: Record<string, Json> = {
    ...event.facts,
    times: row.count,
    since: row.since,
    last: row.last_at,
  };
  await appendEvent(tx, { ...event, facts });
}
