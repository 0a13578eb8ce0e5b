import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { createIndex, createTable } from "./define.ts";

/** Filters of lists under a name. Whose they are goes, they go. */
export async function views(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "saved_views", {
    columns: {
      id: "text",
      user_id: "text",
      page: "text",
      name: "text",
      name_key: "text",
      query: "text",
      team_id: "text?",
      shared: "int",
      created_at: "text",
      updated_at: "text",
    },
    primaryKey: ["id"],
    belongsTo: { user_id: "users" },
  });
  await createIndex(db, dialect, { on: "saved_views", columns: ["user_id", "name_key"], unique: true });
}
