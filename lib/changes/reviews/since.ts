import "server-only";
import { type ItemRow, itemsOf, wantedMembers } from "#lib/changes/reviews/population.ts";
import { type StoredItem, type StoredReview, scopeIn } from "#lib/changes/reviews/stored.ts";
import { nowMs } from "#lib/core/clock.ts";
import type { Tx } from "#lib/store/db/connection.ts";

/** Who belongs to a review by now and was not in it, and which of its rows are about somebody who has left. */
export async function sinceFreeze(
  tx: Tx,
  review: StoredReview,
): Promise<{ late: ItemRow[]; left: StoredItem[] }> {
  const [lists, items] = await Promise.all([
    tx.selectFrom("review_lists").selectAll().where("review_id", "=", review.id).execute(),
    tx
      .selectFrom("review_items")
      .selectAll()
      .where("review_id", "=", review.id)
      .where("is_late", "=", 0)
      .orderBy("sort_key")
      .orderBy("id")
      .execute(),
  ]);
  const covered = lists.flatMap((list) => (list.synced_at !== null && list.team_id ? [list.team_id] : []));
  const scope = scopeIn(review);
  const everybody = await wantedMembers(tx, covered, { ...scope, only: ALL }, nowMs());
  const present = new Set(everybody.map(({ member }) => `${member.team_id} ${member.user_id}`));
  const known = new Set(items.map((item) => `${item.team_id} ${item.user_id}`));
  const wanted = await wantedMembers(tx, covered, scope, nowMs());
  const byTeam = new Map(lists.flatMap((list) => (list.team_id ? [[list.team_id, list] as const] : [])));
  const late = itemsOf(
    review,
    byTeam,
    wanted.filter(({ member }) => !known.has(`${member.team_id} ${member.user_id}`)),
    { reviewers: new Map(), fallback: "" },
  ).map((item) => ({ ...item, is_late: 1 as const }));
  return { late, left: items.filter((item) => !present.has(`${item.team_id} ${item.user_id}`)) };
}

const ALL = { managers: false, idle: false, outside: false };
