import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { createIndex, createTable } from "./define.ts";

/** Stored tokens and the teams that they open. */
export async function connections(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "connections", {
    columns: {
      id: "text",
      vendor: "text",
      target_id: "text",
      target_name: "text",
      namespace: "text?",
      label: "text",
      label_key: "text",
      sealed_token: "text",
      token_hint: "text",
      token_user_id: "text?",
      token_user_name: "text?",
      token_user_email: "text?",
      may_view: "int",
      may_manage: "int",
      rights: "text",
      state: "text",
      state_reason: "text?",
      state_at: "text",
      checked_at: "text?",
      created_at: "text",
      created_by: "text?",
      updated_at: "text",
    },
    primaryKey: ["id"],
  });
  await createTable(db, dialect, "teams", {
    columns: {
      id: "text",
      connection_id: "text",
      vendor: "text",
      kind: "text",
      vendor_team_id: "text",
      name: "text",
      name_key: "text",
      namespace: "text?",
      member_count: "int?",
      space_count: "int?",
      created_at: "text?",
      may_view: "int",
      may_manage: "int",
      read_at: "text",
      seen_run: "text?",
      missed: "zero",
      touched_at: "text?",
      removed_at: "text?",
    },
    primaryKey: ["id"],
    belongsTo: { connection_id: "connections" },
  });
  await createIndex(db, dialect, { on: "connections", columns: ["label_key"] });
  await createIndex(db, dialect, { on: "connections", columns: ["vendor", "target_id"] });
  await createIndex(db, dialect, {
    on: "teams",
    columns: ["connection_id", "kind", "vendor_team_id"],
    unique: true,
  });
  await createIndex(db, dialect, { on: "teams", columns: ["name_key", "id"], present: true });
}
