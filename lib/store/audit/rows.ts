import "server-only";
import { setImmediate as turn } from "node:timers/promises";
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { db, type Tx } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";

/** An event as it is stored: everything that a verifier needs, and the columns that are searched. */
export type ChainedEvent = Tables["events"];

/** Events as a condition sees them. */
export type EventScope = ExpressionBuilder<{ event: Tables["events"] }, "event">;

/** Small enough that reading and hashing a page keeps nobody waiting. */
const PAGE = 100;

/**
 * Every event after `after`, up to `upTo`, that is `wanted`, oldest first, read in pages. Between two pages others have their turn: what
 * walks the whole log must not hold up the pages of everybody else.
 */
export async function* readEvents(
  after = 0,
  upTo = Number.MAX_SAFE_INTEGER,
  from: Tx | ReturnType<typeof db> = db(),
  wanted: (where: EventScope) => Expression<SqlBool> = (where) => where.lit(true),
): AsyncGenerator<ChainedEvent> {
  let last = after;
  for (;;) {
    const page = await from
      .selectFrom("events as event")
      .selectAll()
      .where(wanted)
      .where("event.seq", ">", last)
      .where("event.seq", "<=", upTo)
      .orderBy("event.seq")
      .limit(PAGE)
      .execute();
    yield* page;
    const end = page.at(-1);
    if (!end || page.length < PAGE) return;
    last = end.seq;
    await turn();
  }
}

/** Number and hash of the newest event. */
export const readHead = (from: Tx | ReturnType<typeof db> = db()): Promise<{ seq: number; hash: string }> =>
  from.selectFrom("audit_head").select(["seq", "hash"]).where("id", "=", 1).executeTakeFirstOrThrow();

/** The oldest event that is kept; undefined while there is none. */
export const readFirst = (): Promise<{ seq: number; at: string; prev_hash: string } | undefined> =>
  db().selectFrom("events").select(["seq", "at", "prev_hash"]).orderBy("seq").limit(1).executeTakeFirst();
