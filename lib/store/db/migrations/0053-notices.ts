import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { addColumn, createIndex, createTable } from "./define.ts";

/** What people are told by e-mail, the mails that it goes out in, and what each person chose. Who goes takes theirs along. */
export async function notices(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "mails", {
    columns: {
      id: "text",
      user_id: "text",
      state: "text",
      attempts: "zero",
      error: "text?",
      created_at: "text",
      next_at: "text?",
      ended_at: "text?",
      lease_holder: "text?",
      lease_until: "text?",
    },
    primaryKey: ["id"],
    belongsTo: { user_id: "users" },
  });
  await createIndex(db, dialect, { on: "mails", columns: ["state", "next_at"] });
  await createIndex(db, dialect, { on: "mails", columns: ["user_id", "created_at"] });
  await createTable(db, dialect, "notices", {
    columns: {
      id: "text",
      user_id: "text",
      event: "text",
      told_key: "text",
      about_table: "text?",
      about_id: "text?",
      href: "text",
      what: "text?",
      lines: "text?",
      state: "text",
      created_at: "text",
      due_at: "text",
      mail_id: "text?",
    },
    primaryKey: ["id"],
    belongsTo: { user_id: "users" },
  });
  await createIndex(db, dialect, { on: "notices", columns: ["user_id", "told_key"], unique: true });
  await createIndex(db, dialect, { on: "notices", columns: ["state", "due_at"] });
  await createIndex(db, dialect, { on: "notices", columns: ["mail_id?"] });
  await createTable(db, dialect, "notice_choices", {
    columns: { user_id: "text", event: "text", way: "text", updated_at: "text" },
    primaryKey: ["user_id", "event"],
    belongsTo: { user_id: "users" },
  });
  await addColumn(db, dialect, "webhooks", "format", "text?");
}
