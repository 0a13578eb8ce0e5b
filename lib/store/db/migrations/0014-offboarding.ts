import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { createIndex, createTable } from "./define.ts";

/** What stands beside an offboarding's batch: whom it is about, what could not be reached, and the checklist. */
export async function offboarding(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "offboardings", {
    columns: {
      batch_id: "text",
      person_id: "text",
      label: "text",
      email: "text?",
      unreached: "text",
      created_by: "text",
      created_at: "text",
    },
    primaryKey: ["batch_id"],
    belongsTo: { batch_id: "batches" },
  });
  await createIndex(db, dialect, { on: "offboardings", columns: ["created_at"] });
  await createTable(db, dialect, "offboarding_items", {
    columns: {
      batch_id: "text",
      key: "text",
      seq: "int",
      words: "text",
      done_at: "text?",
      done_by: "text?",
    },
    primaryKey: ["batch_id", "key"],
    // Its offboarding is known by the same id.
    belongsTo: { batch_id: "batches" },
  });
}
