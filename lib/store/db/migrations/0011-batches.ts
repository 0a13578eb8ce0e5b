import "server-only";
import { type Kysely, sql } from "kysely";
import type { DialectName } from "../connection.ts";
import { createIndex } from "./define.ts";

/** Batches that are reviewed, undone and worked through in groups; indexes for who comes next and for the pages. */
export async function batches(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const text = dialect === "postgres" ? sql`text collate "C"` : "text";
  await db.schema.alterTable("batches").addColumn("undo_of_batch", text).execute();
  await db.schema
    .alterTable("batches")
    .addColumn("reviewed", "integer", (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable("changes").addColumn("call_id", text).execute();
  await createIndex(db, dialect, { on: "batches", columns: ["undo_of_batch"] });
  await createIndex(db, dialect, { on: "changes", columns: ["connection_id", "state", "seq", "batch_id"] });
  await createIndex(db, dialect, { on: "changes", columns: ["batch_id", "state"] });
  await createIndex(db, dialect, { on: "changes", columns: ["team_id", "ended_at"] });
}
