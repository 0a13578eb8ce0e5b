import "server-only";
import { db } from "#lib/db/connection.ts";
import type { Tables } from "#lib/db/tables.ts";

/** An event as it is stored and exported: everything that a verifier needs. */
export type ChainedEvent = Tables["events"];

const PAGE = 500;

/** Every event from the first to the last, oldest first, read in pages. For verifying and exporting. */
export async function* readEvents(after = 0): AsyncGenerator<ChainedEvent> {
  let last = after;
  for (;;) {
    const page = await db()
      .selectFrom("events")
      .selectAll()
      .where("seq", ">", last)
      .orderBy("seq")
      .limit(PAGE)
      .execute();
    yield* page;
    const end = page.at(-1);
    if (!end || page.length < PAGE) return;
    last = end.seq;
  }
}

/** Number and hash of the newest event. */
export const readHead = (): Promise<{ seq: number; hash: string }> =>
  db().selectFrom("audit_head").select(["seq", "hash"]).where("id", "=", 1).executeTakeFirstOrThrow();
