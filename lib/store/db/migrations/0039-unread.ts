import "server-only";
import type { Kysely } from "kysely";

/** Columns that were written and never read. */
export async function unread(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("changes").dropColumn("not_before").execute();
  for (const table of ["teams", "members", "secrets"])
    await db.schema.alterTable(table).dropColumn("seen_run").execute();
}
