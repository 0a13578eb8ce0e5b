import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { dataType } from "./define.ts";

/** Where what is left to be done by hand after an offboarding can be done. */
export async function taskLinks(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await db.schema.alterTable("offboarding_items").addColumn("url", dataType("text?", dialect)).execute();
}
