import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { addColumn, createIndex, createTable } from "./define.ts";

/** What tokens did: how often each asked on a day, and by which one an event came about. */
export async function tokenTrail(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "api_token_days", {
    columns: { token_id: "text", day: "text", asks: "zero", refused: "zero" },
    primaryKey: ["token_id", "day"],
    belongsTo: { token_id: "api_tokens" },
  });
  await addColumn(db, dialect, "api_tokens", "end_told_at", "text?");
  await addColumn(db, dialect, "events", "token_id", "text?");
  await createIndex(db, dialect, { on: "events", columns: ["token_id", "seq"] });
}
