import "server-only";
import type { Kysely } from "kysely";
import type { DialectName } from "../connection.ts";
import { createIndex, createTable } from "./define.ts";

/** Access reviews: the lists that were read for them, who was in these, and what was decided. They outlive their connections. */
export async function reviews(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createTable(db, dialect, "reviews", {
    columns: {
      id: "text",
      name: "text",
      scope: "text",
      undecided: "text",
      repeats: "int",
      state: "text",
      due_at: "text",
      created_by: "text",
      created_at: "text",
      frozen_at: "text?",
      closed_at: "text?",
      closed_by: "text?",
      batch_id: "text?",
      approval_id: "text?",
      previous_id: "text?",
      told: "zero",
    },
    primaryKey: ["id"],
  });
  await createIndex(db, dialect, { on: "reviews", columns: ["state", "due_at"] });
  await createIndex(db, dialect, { on: "reviews", columns: ["previous_id?"], unique: true });
  await createTable(db, dialect, "review_lists", {
    columns: {
      review_id: "text",
      list_id: "text",
      connection_id: "text",
      team_id: "text?",
      vendor: "text",
      kind: "text",
      name: "text",
      asked_at: "text",
      synced_at: "text?",
      reason: "text?",
      reviewer_id: "text?",
    },
    primaryKey: ["review_id", "list_id"],
    belongsTo: { review_id: "reviews" },
  });
  await createTable(db, dialect, "review_items", {
    columns: {
      id: "text",
      review_id: "text",
      connection_id: "text",
      team_id: "text",
      vendor: "text",
      kind: "text",
      team_name: "text",
      user_id: "text",
      person_id: "text",
      email: "text?",
      email_key: "text?",
      name: "text",
      label: "text",
      sort_key: "text",
      search_key: "text",
      role: "text",
      org_role: "text?",
      status: "text",
      since: "text?",
      last_active_at: "text?",
      hints: "int",
      reviewer_id: "text?",
      decision: "text?",
      new_role: "text?",
      reason: "text?",
      decided_at: "text?",
      decided_by: "text?",
      is_late: "int",
      has_left: "int",
    },
    primaryKey: ["id"],
    belongsTo: { review_id: "reviews" },
  });
  await createIndex(db, dialect, { on: "review_items", columns: ["review_id", "is_late", "sort_key", "id"] });
  await createIndex(db, dialect, { on: "review_items", columns: ["person_id"] });
  await createTable(db, dialect, "review_decisions", {
    columns: {
      id: "text",
      review_id: "text",
      item_id: "text",
      connection_id: "text",
      team_id: "text",
      at: "text",
      user_id: "text",
      decision: "text",
      new_role: "text?",
      reason: "text?",
    },
    primaryKey: ["id"],
    belongsTo: { review_id: "reviews" },
  });
  await createIndex(db, dialect, { on: "review_decisions", columns: ["item_id", "id"] });
  await createIndex(db, dialect, { on: "review_decisions", columns: ["review_id", "id"] });
}
