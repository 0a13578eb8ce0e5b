import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { createIndex, createTable } from "./define.ts";

/** Lists with their leases, runs, what runs saw change, and awaited invitations. */
export async function sync(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "lists", {
    columns: {
      id: "text",
      connection_id: "text",
      team_id: "text?",
      part: "text",
      synced_at: "text?",
      version: "zero",
      last_duration_ms: "int?",
      run_id: "text?",
      run_started_at: "text?",
      run_pages: "zero",
      run_rows: "zero",
      error_code: "text?",
      error_reason: "text?",
      error_at: "text?",
      requested_at: "text?",
      lease_holder: "text?",
      lease_until: "text?",
    },
    primaryKey: ["id"],
    belongsTo: { connection_id: "connections", team_id: "teams" },
  });
  await createTable(db, dialect, "runs", {
    columns: {
      id: "text",
      list_id: "text",
      connection_id: "text",
      started_at: "text",
      ended_at: "text?",
      outcome: "text?",
      pages: "zero",
      rows: "zero",
      error_code: "text?",
      error_reason: "text?",
    },
    primaryKey: ["id"],
    belongsTo: { list_id: "lists", connection_id: "connections" },
  });
  await createTable(db, dialect, "observations", {
    columns: {
      id: "text",
      at: "text",
      connection_id: "text",
      team_id: "text?",
      kind: "text",
      subject: "text",
      data: "text",
    },
    primaryKey: ["id"],
    belongsTo: { connection_id: "connections" },
  });
  await createTable(db, dialect, "invitations", {
    columns: {
      id: "text",
      team_id: "text",
      connection_id: "text",
      email: "text",
      email_key: "text",
      created_by: "text",
      created_at: "text",
      appeared_at: "text?",
      confirmed_at: "text?",
      dismissed_at: "text?",
    },
    primaryKey: ["id"],
    belongsTo: { team_id: "teams", connection_id: "connections" },
  });

  await createIndex(db, dialect, { on: "lists", columns: ["connection_id"] });
  await createIndex(db, dialect, { on: "lists", columns: ["team_id"] });
  await createIndex(db, dialect, { on: "lists", columns: ["requested_at"] });
  await createIndex(db, dialect, { on: "runs", columns: ["list_id", "started_at"] });
  await createIndex(db, dialect, { on: "runs", columns: ["connection_id"] });
  await createIndex(db, dialect, { on: "observations", columns: ["at", "id"] });
  await createIndex(db, dialect, { on: "observations", columns: ["connection_id", "at"] });
  await createIndex(db, dialect, { on: "observations", columns: ["team_id", "at"] });
  await createIndex(db, dialect, { on: "invitations", columns: ["team_id", "email_key"] });
  await createIndex(db, dialect, { on: "invitations", columns: ["connection_id"] });
}
