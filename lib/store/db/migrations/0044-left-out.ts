import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { addColumn } from "./define.ts";

/** Where an offboarding could not, or was not to, take somebody out. */
export async function leftOut(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await addColumn(db, dialect, "offboardings", "left_out", "text?");
}
