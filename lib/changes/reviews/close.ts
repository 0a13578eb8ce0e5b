import "server-only";
import { type Actor, actorOf } from "#lib/access/auth/actor.ts";
import { insertItems } from "#lib/changes/reviews/freeze.ts";
import { sinceFreeze } from "#lib/changes/reviews/since.ts";
import type { StoredReview } from "#lib/changes/reviews/stored.ts";
import { tellClosed } from "#lib/changes/reviews/telling.ts";
import { nowIsoByClock } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import type { Db, Tx } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";

const MEANWHILE = "This review was closed or cancelled meanwhile";

/** How many decisions there were about a review. A plan that is made of them counts them first. */
export async function decisionsIn(store: Db | Tx, reviewId: string): Promise<number> {
  const { n } = await store
    .selectFrom("review_decisions")
    .select((row) => row.fn.countAll<number>().as("n"))
    .where("review_id", "=", reviewId)
    .executeTakeFirstOrThrow();
  return Number(n);
}

/** The review's row is held by now: nobody decides any more. Throws CONFLICT where somebody has since the plan was made. */
async function assertNoneSince(tx: Tx, reviewId: string, decisions: number): Promise<void> {
  if ((await decisionsIn(tx, reviewId)) !== decisions)
    throw new AppError("CONFLICT", {
      reason: "Somebody decided about a row meanwhile: look at the plan again",
    });
}

/**
 * Closes an open review in the transaction that journals its batch; without a batch there was nothing to do. `decisions`: how
 * many there were when that was planned. Throws CONFLICT.
 */
export async function closeReview(
  tx: Tx,
  viewer: Viewer,
  reviewId: string,
  { batchId, decisions }: { batchId?: string; decisions: number },
): Promise<void> {
  await close(tx, actorOf(viewer), { id: reviewId, from: "open" }, batchId);
  await assertNoneSince(tx, reviewId, decisions);
}

async function close(
  tx: Tx,
  actor: Actor,
  which: { id: string; from: "open" | "closing" },
  batchId: string | undefined,
): Promise<void> {
  const closed = await tx
    .updateTable("reviews")
    .set({
      ...{ state: "closed", closed_at: nowIsoByClock(), batch_id: batchId ?? null },
      closed_by: actor === "system" ? null : actor.id,
    })
    .where("id", "=", which.id)
    .where("state", "=", which.from)
    .returningAll()
    .executeTakeFirst();
  if (!closed) throw new AppError("CONFLICT", { reason: MEANWHILE });
  const { late, left } = await sinceFreeze(tx, closed);
  await insertItems(tx, late);
  for (const some of chunks(left))
    await tx
      .updateTable("review_items")
      .set({ has_left: 1 })
      .where(
        "id",
        "in",
        some.map(({ id }) => id),
      )
      .execute();
  await appendEvent(tx, {
    action: "review.close",
    actor,
    outcome: "done",
    ...(batchId ? { batchId } : {}),
    facts: {
      ...{ reviewId: closed.id, late: late.length, left: left.length, undecidedAre: closed.undecided },
      ...(await countsOf(tx, closed)),
    },
    personal: { review: closed.name },
    search: closed.name,
  });
  await tellClosed(tx, closed, batchId);
}

async function countsOf(tx: Tx, { id }: StoredReview) {
  const rows = await tx
    .selectFrom("review_items")
    .select(["decision", (row) => row.fn.countAll<number>().as("n")])
    .where("review_id", "=", id)
    .where("is_late", "=", 0)
    .groupBy("decision")
    .execute();
  return Object.fromEntries(rows.map(({ decision, n }) => [decision ?? "undecided", Number(n)]));
}

/** Its removals and changes wait for somebody's approval: nothing is decided any more until then. Throws CONFLICT. */
export async function holdReview(
  tx: Tx,
  reviewId: string,
  { approvalId, decisions }: { approvalId: string; decisions: number },
): Promise<void> {
  const held = await tx
    .updateTable("reviews")
    .set({ state: "closing", approval_id: approvalId })
    .where("id", "=", reviewId)
    .where("state", "=", "open")
    .returning("id")
    .executeTakeFirst();
  if (!held) throw new AppError("CONFLICT", { reason: MEANWHILE });
  await assertNoneSince(tx, reviewId, decisions);
}

/** A request was decided: the review that waits for it is closed with its batch, or open again. */
export async function releaseReview(
  tx: Tx,
  approvalId: string,
  actor: Actor,
  batchId: string | undefined,
): Promise<void> {
  const review = await tx
    .selectFrom("reviews")
    .select("id")
    .where("approval_id", "=", approvalId)
    .where("state", "=", "closing")
    .executeTakeFirst();
  if (!review) return;
  if (batchId) return close(tx, actor, { id: review.id, from: "closing" }, batchId);
  await tx
    .updateTable("reviews")
    .set({ state: "open", approval_id: null })
    .where("id", "=", review.id)
    .where("state", "=", "closing")
    .execute();
}
