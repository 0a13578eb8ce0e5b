import "server-only";
import { type Kysely, sql } from "kysely";
import type { DialectName } from "../connection.ts";

/** When everything of a connection was last asked for: who presses Refresh meanwhile joins, and nothing is read twice. */
export async function asked(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  await db.schema.alterTable("connections").addColumn("asked_at", text).execute();
}
