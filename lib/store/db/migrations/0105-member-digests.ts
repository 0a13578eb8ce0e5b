import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { addColumn } from "./define.ts";

/** What a member's row was made of: a sync that reads the same again leaves the row alone. */
export async function memberDigests(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await addColumn(db, dialect, "members", "digest", "text?");
}
