import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { createIndex, createTable } from "./define.ts";

/** Which changes need a second person, and the plans that wait for one. They outlive the connections they are about. */
export async function approvals(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "approval_rules", {
    columns: { kind: "text", above: "int", updated_at: "text" },
    primaryKey: ["kind"],
  });
  await createTable(db, dialect, "approvals", {
    columns: {
      id: "text",
      user_id: "text",
      name: "text",
      state: "text",
      asked_at: "text",
      expires_at: "text",
      decided_at: "text?",
      decided_by: "text?",
      reason: "text?",
      batch_id: "text?",
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
  await createIndex(db, dialect, { on: "approvals", columns: ["user_id", "idempotency_key"], unique: true });
  await createIndex(db, dialect, { on: "approvals", columns: ["state", "asked_at"] });
  await createIndex(db, dialect, { on: "approvals", columns: ["batch_id?"] });
  await createTable(db, dialect, "approval_places", {
    columns: {
      approval_id: "text",
      seq: "int",
      connection_id: "text",
      team_id: "text?",
      kind: "text",
    },
    primaryKey: ["approval_id", "seq"],
    belongsTo: { approval_id: "approvals" },
  });
}
