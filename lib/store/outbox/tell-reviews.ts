import "server-only";
import { env } from "#lib/core/env.ts";
import { newId } from "#lib/core/ids.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { notify } from "#lib/store/outbox/notify.ts";
import { enqueueWebhook } from "#lib/store/outbox/send.ts";

type Reviewed = { reviewId: string; name: string; dueAt: string };
const reviewUrl = ({ reviewId }: Reviewed): string => `/reviews/${encodeURIComponent(reviewId)}`;

/** Tells somebody that rows of an access review are theirs to decide about. */
export async function tellReviewAssigned(
  tx: Tx,
  review: Reviewed & { userId: string; rows: number },
): Promise<void> {
  // Handed over again later, more rows are told of again.
  const key = `review-${review.reviewId}-assigned-${newId()}`;
  await notify(tx, {
    event: "review.assigned",
    to: [review.userId],
    about: { table: "reviews", id: review.reviewId },
    href: `${reviewUrl(review)}?of=me`,
    what: review.name,
    lines: { "To decide": String(review.rows), Due: review.dueAt.slice(0, 10) },
    key,
  });
  await enqueueWebhook(tx, {
    type: "review.assigned",
    id: key,
    data: {
      ...{ reviewId: review.reviewId, rows: review.rows, dueAt: review.dueAt },
      url: `${env().ROLLCALL_URL}${reviewUrl(review)}`,
    },
    names: { review: review.name },
  });
}

/** Reminds of an access review that is due, `beforeMs` ahead: each of so many rows. */
export async function tellReviewDue(
  tx: Tx,
  review: Reviewed & { leftOf: ReadonlyMap<string, number>; left: number; beforeMs: number },
): Promise<void> {
  const days = Math.round(review.beforeMs / 86_400_000);
  const key = `review-${review.reviewId}-due-${days}`;
  for (const [userId, left] of review.leftOf)
    await notify(tx, {
      event: "review.due",
      to: [userId],
      about: { table: "reviews", id: review.reviewId },
      href: `${reviewUrl(review)}?decision=none`,
      what: review.name,
      lines: { "Still open": String(left), Due: review.dueAt.slice(0, 10) },
      key,
    });
  await enqueueWebhook(tx, {
    type: "review.due",
    id: key,
    data: {
      ...{ reviewId: review.reviewId, open: review.left, days, dueAt: review.dueAt },
      url: `${env().ROLLCALL_URL}${reviewUrl(review)}`,
    },
    names: { review: review.name },
  });
}

/** Tells that an access review is closed, and which batch its removals and changes became. */
export async function tellReviewClosed(
  tx: Tx,
  review: Reviewed & { userIds: readonly string[]; batchId?: string },
): Promise<void> {
  const key = `review-${review.reviewId}-closed`;
  await notify(tx, {
    event: "review.closed",
    to: review.userIds,
    about: { table: "reviews", id: review.reviewId },
    href: reviewUrl(review),
    what: review.name,
    key,
  });
  await enqueueWebhook(tx, {
    type: "review.closed",
    id: key,
    data: {
      reviewId: review.reviewId,
      ...(review.batchId ? { batchId: review.batchId } : {}),
      url: `${env().ROLLCALL_URL}${reviewUrl(review)}`,
    },
    names: { review: review.name },
  });
}
