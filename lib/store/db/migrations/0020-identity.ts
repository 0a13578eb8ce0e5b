import "server-only";
import { type Kysely, sql } from "kysely";
import type { DialectName } from "../connection.ts";
import { createIndex, createTable } from "./define.ts";

/** Accounts at OpenID providers, two-factor with its recovery codes, and when a session last proved whose it is. */
export async function identity(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "identities", {
    columns: {
      id: "text",
      user_id: "text",
      issuer: "text",
      subject: "text",
      provider: "text",
      email: "text",
      role_managed: "zero",
      created_at: "text",
      last_used_at: "text",
    },
    primaryKey: ["id"],
    belongsTo: { user_id: "users" },
  });
  await createIndex(db, dialect, { on: "identities", columns: ["issuer", "subject"], unique: true });
  await createIndex(db, dialect, { on: "identities", columns: ["user_id"] });

  await createTable(db, dialect, "two_factor", {
    columns: {
      user_id: "text",
      sealed_secret: "text",
      last_step: "zero",
      created_at: "text",
      confirmed_at: "text?",
    },
    primaryKey: ["user_id"],
    belongsTo: { user_id: "users" },
  });
  await createTable(db, dialect, "recovery_codes", {
    columns: { id: "text", user_id: "text", code_hash: "text", used_at: "text?" },
    primaryKey: ["id"],
    belongsTo: { user_id: "users" },
  });
  await createIndex(db, dialect, { on: "recovery_codes", columns: ["user_id"] });

  await db.schema.alterTable("sessions").addColumn("proved_at", "text").execute();
  await db.schema.alterTable("sessions").addColumn("method", "text").execute();
  // A session that is under way began with a sign-in.
  await sql`update sessions set proved_at = created_at`.execute(db);
}
