import "server-only";
import { nowIso } from "#lib/core/ids.ts";
import { db, type Tx } from "#lib/store/db/connection.ts";

const KEY = "keys-kept";

/** How Rollcall knows that the keys stand somewhere else too: a backup took them along, or an admin said so. */
export type KeysKept = { how: "backup" | "said"; at: string };

/** Records it. What was recorded before is written over: the newest counts. */
export async function noteKeysKept(tx: Tx, how: KeysKept["how"]): Promise<void> {
  const value = JSON.stringify({ how, at: nowIso() } satisfies KeysKept);
  await tx
    .insertInto("meta")
    .values({ key: KEY, value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
    .execute();
}

/** What is recorded of it; undefined: nothing. */
export async function keysKept(): Promise<KeysKept | undefined> {
  const row = await db().selectFrom("meta").select("value").where("key", "=", KEY).executeTakeFirst();
  return row && (JSON.parse(row.value) as KeysKept);
}
