import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { createIndex, createTable } from "./define.ts";

/** People, secrets and who manages what, as the vendors last told. */
export async function members(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "members", {
    columns: {
      id: "text",
      team_id: "text",
      connection_id: "text",
      vendor: "text",
      user_id: "text",
      email: "text?",
      email_key: "text?",
      name: "text",
      sort_key: "text",
      search_key: "text",
      avatar_url: "text?",
      profile_url: "text?",
      role: "text",
      role_rank: "int",
      vendor_role: "text?",
      org_role: "text?",
      in_org: "int",
      status: "text",
      joined_at: "text?",
      last_active_at: "text?",
      sso: "int?",
      spaces: "int?",
      teams: "int?",
      sites: "int?",
      problems: "text?",
      seen_run: "text?",
      missed: "zero",
      touched_at: "text?",
      removed_at: "text?",
      first_seen_at: "text",
    },
    primaryKey: ["id"],
    belongsTo: { team_id: "teams", connection_id: "connections" },
  });
  await createTable(db, dialect, "secrets", {
    columns: {
      id: "text",
      team_id: "text",
      connection_id: "text",
      name: "text",
      name_key: "text",
      created_at: "text?",
      modified_at: "text?",
      in_use: "int?",
      problems: "text?",
      rotated_at: "text?",
      seen_run: "text?",
      missed: "zero",
      touched_at: "text?",
      removed_at: "text?",
    },
    primaryKey: ["id"],
    belongsTo: { team_id: "teams", connection_id: "connections" },
  });
  await createTable(db, dialect, "managed_teams", {
    columns: { connection_id: "text", user_id: "text", team_id: "text", read_at: "text" },
    primaryKey: ["connection_id", "user_id", "team_id"],
    belongsTo: { connection_id: "connections", team_id: "teams" },
  });

  await createIndex(db, dialect, { on: "members", columns: ["team_id", "user_id"], unique: true });
  await createIndex(db, dialect, { on: "members", columns: ["connection_id", "user_id"] });
  await createIndex(db, dialect, { on: "members", columns: ["email_key"] });
  // One for each order of the table of members: a page at any offset is a walk along its index. Each carries what
  // breaks ties, so that two pages never overlap.
  await createIndex(db, dialect, {
    on: "members",
    columns: ["team_id", "sort_key", "id"],
    present: true,
    carries: "search_key",
  });
  for (const columns of [
    ["role_rank", "sort_key"],
    ["status", "sort_key"],
    ["email_key?", "sort_key"],
    ["last_active_at?", "sort_key"],
    ["joined_at?", "sort_key"],
  ])
    await createIndex(db, dialect, { on: "members", columns: ["team_id", ...columns, "id"], present: true });
  await createIndex(db, dialect, { on: "secrets", columns: ["team_id", "name"], unique: true });
  await createIndex(db, dialect, { on: "secrets", columns: ["team_id", "name_key", "id"], present: true });
  await createIndex(db, dialect, { on: "secrets", columns: ["name_key", "id"], present: true });
  await createIndex(db, dialect, { on: "secrets", columns: ["modified_at?", "id"], present: true });
  await createIndex(db, dialect, { on: "secrets", columns: ["connection_id"] });
  await createIndex(db, dialect, { on: "managed_teams", columns: ["team_id"] });
}
