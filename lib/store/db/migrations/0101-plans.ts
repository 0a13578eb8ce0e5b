import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { addColumn, createIndex, createTable } from "./define.ts";

/** Plans that programs ask for, and by which token something was asked for. */
export async function plans(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "plans", {
    columns: {
      id: "text",
      user_id: "text",
      token_id: "text?",
      kind: "text",
      asked: "text",
      sealed_values: "text?",
      digest: "text",
      bytes: "int",
      created_at: "text",
      expires_at: "text",
      applied_key: "text?",
      applied_body: "text?",
    },
    primaryKey: ["id"],
    belongsTo: { user_id: "users" },
  });
  await createIndex(db, dialect, { on: "plans", columns: ["user_id", "created_at"] });
  await createIndex(db, dialect, { on: "plans", columns: ["expires_at"] });
  await createIndex(db, dialect, { on: "plans", columns: ["user_id", "applied_key"], unique: true });
  for (const table of ["batches", "approvals", "schedules"])
    await addColumn(db, dialect, table, "token_id", "text?");
  await addColumn(db, dialect, "approvals", "owner_may", "zero");
}
