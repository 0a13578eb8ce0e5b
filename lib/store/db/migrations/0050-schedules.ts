import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { addColumn, createIndex, createTable } from "./define.ts";

/** Changes that wait for a time, each person's own time zone, and their calendar's token. */
export async function schedules(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "schedules", {
    columns: {
      id: "text",
      user_id: "text",
      kind: "text",
      name: "text",
      state: "text",
      due_at: "text",
      local_date: "text",
      local_time: "text",
      zone: "text",
      created_at: "text",
      changed_at: "text",
      reason: "text?",
      held: "text?",
      late_ms: "int?",
      approval_id: "text?",
      batch_id: "text?",
      ends_change_id: "text?",
      idempotency_key: "text",
      payload_digest: "text",
      size: "int",
      changes: "text",
      asked: "text",
      acknowledged: "text",
      undo_of: "text?",
      undo_of_batch: "text?",
      sealed_values: "text?",
      offboards: "text?",
    },
    primaryKey: ["id"],
  });
  await createIndex(db, dialect, { on: "schedules", columns: ["user_id", "idempotency_key"], unique: true });
  await createIndex(db, dialect, { on: "schedules", columns: ["state", "due_at"] });
  await createIndex(db, dialect, { on: "schedules", columns: ["approval_id?"] });
  await createIndex(db, dialect, { on: "schedules", columns: ["ends_change_id?"] });
  await createTable(db, dialect, "schedule_places", {
    columns: {
      schedule_id: "text",
      seq: "int",
      connection_id: "text",
      team_id: "text?",
      kind: "text",
    },
    primaryKey: ["schedule_id", "seq"],
    belongsTo: { schedule_id: "schedules" },
  });
  await createIndex(db, dialect, { on: "schedule_places", columns: ["connection_id"] });
  await createTable(db, dialect, "calendars", {
    columns: { user_id: "text", token_digest: "text", with_names: "int", created_at: "text" },
    primaryKey: ["user_id"],
    belongsTo: { user_id: "users" },
  });
  await createIndex(db, dialect, { on: "calendars", columns: ["token_digest"], unique: true });
  await addColumn(db, dialect, "users", "time_zone", "text?");
}
