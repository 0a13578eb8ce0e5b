import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { addColumn, createIndex, createTable } from "./define.ts";

/** Roles and memberships for a time: what was asked for, and where each end that is to come is. */
export async function ends(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await addColumn(db, dialect, "changes", "until", "text?");
  await addColumn(db, dialect, "invitations", "wanted_minutes", "int?");
  await createTable(db, dialect, "ends", {
    columns: {
      id: "text",
      change_id: "text",
      kind: "text",
      connection_id: "text",
      team_id: "text?",
      user_id: "text",
      told: "text?",
      created_at: "text",
    },
    primaryKey: ["id"],
    belongsTo: { connection_id: "connections" },
  });
  await createIndex(db, dialect, { on: "ends", columns: ["change_id"], unique: true });
  await createIndex(db, dialect, { on: "ends", columns: ["connection_id", "user_id"] });
}
