import "server-only";
import type { StoredItem, StoredReview } from "#lib/changes/reviews/stored.ts";
import type { Db, Tx } from "#lib/store/db/connection.ts";

export type { StoredItem } from "#lib/changes/reviews/stored.ts";

/** Rows that closing changes or removes, team by team, each team's by name. */
export async function toDoItems(
  store: Db | Tx,
  review: Pick<StoredReview, "id" | "undecided">,
): Promise<StoredItem[]> {
  return store
    .selectFrom("review_items")
    .selectAll()
    .where("review_id", "=", review.id)
    .where("is_late", "=", 0)
    .where((where) =>
      where.or([
        where("decision", "in", ["remove", "change"]),
        ...(review.undecided === "removed" ? [where("decision", "is", null)] : []),
      ]),
    )
    .orderBy("vendor", "desc")
    .orderBy("team_name")
    .orderBy("team_id")
    .orderBy("sort_key")
    .orderBy("id")
    .execute();
}
