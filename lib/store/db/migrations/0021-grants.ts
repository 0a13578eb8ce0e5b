import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { createIndex, createTable } from "./define.ts";

/** Limits of users and roles to some connections and teams. A team's grant outlives the team, so that it never widens. */
export async function grants(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "limits", {
    columns: { subject: "text", created_by: "text", created_at: "text" },
    primaryKey: ["subject"],
  });
  await createTable(db, dialect, "grants", {
    columns: { subject: "text", connection_id: "text", team_id: "text" },
    primaryKey: ["subject", "connection_id", "team_id"],
    belongsTo: { connection_id: "connections" },
  });
  await createIndex(db, dialect, { on: "grants", columns: ["connection_id"] });
}
