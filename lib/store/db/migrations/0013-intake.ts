import "server-only";
import { type Kysely, sql } from "kysely";
import type { DialectName } from "../connection.ts";
import { createIndex, createTable } from "./define.ts";

/** Lists and files that people send, and what somebody who is waited for is to become. */
export async function intake(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  await db.schema.alterTable("invitations").addColumn("wanted_role", text).execute();
  await createTable(db, dialect, "uploads", {
    columns: {
      id: "text",
      user_id: "text",
      kind: "text",
      name: "text",
      content: "text",
      created_at: "text",
      expires_at: "text",
    },
    primaryKey: ["id"],
    belongsTo: { user_id: "users" },
  });
  await createIndex(db, dialect, { on: "uploads", columns: ["user_id", "created_at"] });
  await createIndex(db, dialect, { on: "uploads", columns: ["expires_at"] });
}
