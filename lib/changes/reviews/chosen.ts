import "server-only";
import { REVIEW_ITEM_CONDITIONS } from "#lib/changes/reviews/filter-sql.ts";
import { lostReviewers } from "#lib/changes/reviews/reviewers.ts";
import type { ChosenItems } from "#lib/changes/reviews/schema.ts";
import type { StoredItem } from "#lib/changes/reviews/stored.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { filtered } from "#lib/store/db/conditions.ts";
import { db } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";

/** Rows of a review that the viewer sees: these, or all that match a filter but for some. Late joiners are none of them. */
export async function chosenItems(viewer: Viewer, chosen: ChosenItems): Promise<StoredItem[]> {
  const { reviewId, ids, filter } = chosen;
  const rows = () =>
    db().selectFrom("review_items").selectAll().where("review_id", "=", reviewId).where("is_late", "=", 0);
  const except = new Set(chosen.except);
  if (ids === undefined) {
    const lost = await lostReviewers(reviewId);
    const all = filter
      ? await filtered(rows(), REVIEW_ITEM_CONDITIONS, filter, { userId: viewer.userId, lost }).execute()
      : await rows().execute();
    return all.filter(({ id }) => !except.has(id));
  }
  const found: StoredItem[] = [];
  for (const some of chunks([...new Set(ids)]))
    found.push(...(await rows().where("id", "in", some).execute()));
  return found.filter(({ id }) => !except.has(id));
}
