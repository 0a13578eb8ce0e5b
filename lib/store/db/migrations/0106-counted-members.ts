import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { createIndex } from "./define.ts";

/** Whether a member is still there, beside their connection: people are counted by it without reading a row. */
export async function countedMembers(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createIndex(db, dialect, { on: "members", columns: ["connection_id", "user_id", "removed_at?"] });
  await db.schema.dropIndex("members_connection_id_user_id_idx").execute();
}
