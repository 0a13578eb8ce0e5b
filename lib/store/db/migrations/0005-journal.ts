import "server-only";
import { type Kysely, sql } from "kysely";
import { GENESIS_HASH } from "#lib/store/audit/chain.ts";
import type { DialectName } from "../connection.ts";
import { createIndex, createTable } from "./define.ts";

/** The journal of changes and the audit log. Neither belongs to a connection: both outlive it. */
export async function journal(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "batches", {
    columns: {
      id: "text",
      user_id: "text",
      name: "text",
      idempotency_key: "text",
      payload_digest: "text",
      size: "int",
      state: "text",
      created_at: "text",
      finished_at: "text?",
      undo_of: "text?",
    },
    primaryKey: ["id"],
  });
  await createTable(db, dialect, "changes", {
    columns: {
      id: "text",
      batch_id: "text",
      seq: "int",
      kind: "text",
      connection_id: "text",
      team_id: "text?",
      target: "text",
      user_id: "text",
      input: "text",
      description: "text",
      before: "text?",
      acknowledged: "text",
      sealed_value: "text?",
      value_in_memory: "zero",
      state: "text",
      code: "text?",
      reason: "text?",
      result: "text?",
      attempts: "zero",
      created_at: "text",
      started_at: "text?",
      ended_at: "text?",
      not_before: "text?",
      lease_holder: "text?",
      lease_until: "text?",
      undo_of: "text?",
    },
    primaryKey: ["id"],
    belongsTo: { batch_id: "batches" },
  });
  await createTable(db, dialect, "events", {
    columns: {
      seq: "big",
      id: "text",
      at: "text",
      action: "text",
      actor: "text",
      outcome: "text",
      connection_id: "text?",
      team_id: "text?",
      change_id: "text?",
      batch_id: "text?",
      body: "text",
      personal: "text?",
      search_key: "text",
      prev_hash: "text",
      hash: "text",
    },
    primaryKey: ["seq"],
  });
  await createTable(db, dialect, "audit_head", {
    columns: { id: "int", seq: "big", hash: "text" },
    primaryKey: ["id"],
  });
  await sql`insert into audit_head (id, seq, hash) values (1, 0, ${sql.lit(GENESIS_HASH)})`.execute(db);

  await createIndex(db, dialect, { on: "batches", columns: ["user_id", "idempotency_key"], unique: true });
  await createIndex(db, dialect, { on: "batches", columns: ["state"] });
  await createIndex(db, dialect, { on: "changes", columns: ["state", "connection_id", "created_at"] });
  await createIndex(db, dialect, { on: "changes", columns: ["batch_id", "seq"], unique: true });
  await createIndex(db, dialect, { on: "changes", columns: ["team_id", "state"] });
  await createIndex(db, dialect, { on: "changes", columns: ["target", "state"] });
  await createIndex(db, dialect, { on: "changes", columns: ["undo_of"] });
  await createIndex(db, dialect, { on: "events", columns: ["id"], unique: true });
  await createIndex(db, dialect, { on: "events", columns: ["at"] });
  await createIndex(db, dialect, { on: "events", columns: ["connection_id", "action", "seq"] });
  for (const column of ["action", "actor", "outcome", "connection_id", "team_id", "change_id", "batch_id"])
    await createIndex(db, dialect, { on: "events", columns: [column, "seq"] });
}
