import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { createIndex, createTable } from "./define.ts";

/** Tokens by which programs ask in somebody's name. */
export async function apiTokens(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "api_tokens", {
    columns: {
      id: "text",
      user_id: "text",
      name: "text",
      kind: "text",
      scopes: "text",
      token_digest: "text",
      created_at: "text",
      ends_at: "text",
      last_used_at: "text?",
      last_address: "text?",
      ended_at: "text?",
    },
    primaryKey: ["id"],
    belongsTo: { user_id: "users" },
  });
  await createIndex(db, dialect, { on: "api_tokens", columns: ["token_digest"], unique: true });
  await createIndex(db, dialect, { on: "api_tokens", columns: ["user_id"] });
}
