import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { addColumn } from "./define.ts";

/** What shows that an event was written by somebody with the keys. Older events have none. */
export async function eventMacs(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await addColumn(db, dialect, "events", "mac", "text?");
}
