import "server-only";
import type { StoredReview } from "#lib/changes/reviews/stored.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { tellReviewAssigned, tellReviewClosed, tellReviewDue } from "#lib/store/outbox/tell-reviews.ts";

type Told = Pick<StoredReview, "id" | "name" | "due_at" | "created_by">;

/** Tells reviewers which rows are theirs: `userIds` names each once a row. */
export async function tellAssigned(tx: Tx, review: Told, userIds: readonly string[]): Promise<void> {
  const rows = Map.groupBy(userIds, (id) => id);
  for (const [userId, mine] of rows)
    await tellReviewAssigned(tx, { ...told(review), userId, rows: mine.length });
}

/** Reminds those who still have rows to decide about. */
export async function tellDue(tx: Tx, review: Told, beforeMs: number): Promise<void> {
  const open = await tx
    .selectFrom("review_items")
    .select(["reviewer_id", (row) => row.fn.countAll<number>().as("n")])
    .where("review_id", "=", review.id)
    .where("decision", "is", null)
    .where("is_late", "=", 0)
    .groupBy("reviewer_id")
    .execute();
  const left = open.reduce((sum, { n }) => sum + Number(n), 0);
  if (left === 0) return;
  // Each by their own rows: whoever is limited does not hear how many there are besides. Who began it hears of all.
  const leftOf = new Map(
    open.flatMap(({ reviewer_id, n }): [string, number][] => (reviewer_id ? [[reviewer_id, Number(n)]] : [])),
  );
  leftOf.set(review.created_by, left);
  await tellReviewDue(tx, { ...told(review), leftOf, left, beforeMs });
}

/** Tells everybody who had a part in it that a review is over. */
export async function tellClosed(tx: Tx, review: Told, batchId: string | undefined): Promise<void> {
  const rows = await tx
    .selectFrom("review_items")
    .select("reviewer_id")
    .distinct()
    .where("review_id", "=", review.id)
    .execute();
  const userIds = [...rows.flatMap(({ reviewer_id }) => reviewer_id ?? []), review.created_by];
  await tellReviewClosed(tx, { ...told(review), userIds, ...(batchId ? { batchId } : {}) });
}

const told = ({ id, name, due_at }: Told) => ({ reviewId: id, name, dueAt: due_at });
