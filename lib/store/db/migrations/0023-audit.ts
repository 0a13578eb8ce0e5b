import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { createIndex, createTable } from "./define.ts";

/** Around the audit log: signed heads, verifications, where streams stand, and what is counted instead of repeated. */
export async function audit(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "audit_checkpoints", {
    columns: {
      id: "text",
      seq: "big",
      hash: "text",
      at: "text",
      reason: "text",
      body: "text",
      filed_at: "text?",
    },
    primaryKey: ["id"],
  });
  await createTable(db, dialect, "audit_checks", {
    columns: {
      id: "text",
      started_at: "text",
      started_by: "text",
      checked: "big",
      total: "big",
      verdict: "text?",
      ended_at: "text?",
      lease_until: "text",
    },
    primaryKey: ["id"],
  });
  await createTable(db, dialect, "audit_streams", {
    columns: {
      id: "text",
      seq: "big",
      sent_at: "text?",
      attempts: "zero",
      next_at: "text?",
      error: "text?",
      lease_until: "text?",
      created_at: "text",
    },
    primaryKey: ["id"],
  });
  await createTable(db, dialect, "audit_repeats", {
    columns: { key: "text", since: "text", until: "text", last_at: "text", count: "zero", event: "text?" },
    primaryKey: ["key"],
  });
  await createIndex(db, dialect, { on: "audit_checkpoints", columns: ["seq"] });
  await createIndex(db, dialect, { on: "audit_checks", columns: ["started_at"] });
  await createIndex(db, dialect, { on: "audit_repeats", columns: ["until"] });
}
