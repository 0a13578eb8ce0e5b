import "server-only";
import { type Kysely, sql } from "kysely";
import type { DialectName } from "../connection.ts";
import { createIndex, createTable } from "./define.ts";

/**
 * One row a person over all teams, kept up by whoever writes members, and the links made by hand. Members that are there
 * already belong to nobody ("") until the start of the server says whom (`ensurePeople`).
 */
export async function people(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const text = dialect === "postgres" ? sql`text collate "C"` : sql`text`;
  await sql`alter table members add column person_id ${text} not null default ''`.execute(db);
  // With all that counting somebody's teams needs: of people who are in thousands no row is read for it.
  await createIndex(db, dialect, {
    on: "members",
    columns: ["person_id", "team_id", "removed_at?", "vendor"],
  });

  await createTable(db, dialect, "people", {
    columns: {
      id: "text",
      name: "text",
      email: "text?",
      email_key: "text?",
      sort_key: "text",
      search_key: "text",
      vendors: "int",
      roles: "int",
      top_rank: "int",
      is_active: "int",
      is_disabled: "int",
      invited_since: "text?",
      last_active_at: "text?",
      memberships: "int",
    },
    primaryKey: ["id"],
  });
  // What is filtered by stands in the orders' indexes, so that SQLite goes to the rows of a page alone.
  const filters = ["vendors", "roles", "top_rank", "is_active", "is_disabled", "invited_since"];
  await createIndex(db, dialect, {
    on: "people",
    columns: ["sort_key", "id"],
    carries: ["search_key", ...filters, "last_active_at"],
  });
  await createIndex(db, dialect, { on: "people", columns: ["last_active_at?"] });
  await createIndex(db, dialect, { on: "people", columns: ["email_key?"] });

  await createTable(db, dialect, "person_accounts", {
    columns: { identity_id: "text", vendor: "text", user_id: "text" },
    primaryKey: ["identity_id", "vendor", "user_id"],
  });
  await createTable(db, dialect, "person_links", {
    columns: {
      identity_id: "text",
      person_id: "text",
      label: "text",
      created_by: "text",
      created_at: "text",
    },
    primaryKey: ["identity_id"],
  });
  await createIndex(db, dialect, { on: "person_links", columns: ["person_id"] });
  await createIndex(db, dialect, { on: "observations", columns: ["subject", "connection_id", "at"] });
}
