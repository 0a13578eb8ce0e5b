import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { createIndex, createTable } from "./define.ts";

/** Rollcall's own people: users, sessions, links and failed sign-ins; and the table of odd facts. */
export async function users(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "meta", { columns: { key: "text", value: "text" }, primaryKey: ["key"] });
  await createTable(db, dialect, "users", {
    columns: {
      id: "text",
      email: "text",
      email_key: "text",
      name: "text",
      password_hash: "text?",
      role: "text",
      disabled_at: "text?",
      created_at: "text",
      updated_at: "text",
    },
    primaryKey: ["id"],
  });
  await createTable(db, dialect, "sessions", {
    columns: {
      id: "text",
      user_id: "text",
      created_at: "text",
      last_seen_at: "text",
      expires_at: "text",
      ended_at: "text?",
      user_agent: "text",
      address: "text",
    },
    primaryKey: ["id"],
    belongsTo: { user_id: "users" },
  });
  await createTable(db, dialect, "links", {
    columns: {
      id: "text",
      kind: "text",
      token_hash: "text",
      user_id: "text?",
      email: "text",
      role: "text",
      created_by: "text?",
      created_at: "text",
      expires_at: "text",
      used_at: "text?",
    },
    primaryKey: ["id"],
    belongsTo: { user_id: "users" },
  });
  await createTable(db, dialect, "sign_in_failures", {
    columns: { id: "text", bucket: "text", at: "text" },
    primaryKey: ["id"],
  });
  await createTable(db, dialect, "leases", {
    columns: { name: "text", holder: "text", until: "text" },
    primaryKey: ["name"],
  });

  await createIndex(db, dialect, { on: "users", columns: ["email_key"], unique: true });
  await createIndex(db, dialect, { on: "sessions", columns: ["user_id", "created_at"] });
  await createIndex(db, dialect, { on: "sessions", columns: ["expires_at"] });
  await createIndex(db, dialect, { on: "links", columns: ["token_hash"], unique: true });
  await createIndex(db, dialect, { on: "links", columns: ["user_id"] });
  await createIndex(db, dialect, { on: "sign_in_failures", columns: ["bucket", "at"] });
  await createIndex(db, dialect, { on: "sign_in_failures", columns: ["at"] });
}
