import "server-only";
import type { z } from "zod";
import { type Actor, actorOf } from "#lib/access/auth/actor.ts";
import { insertReviewLists, listsOf } from "#lib/changes/reviews/reading.ts";
import { readReviewers } from "#lib/changes/reviews/reviewers.ts";
import type { createReviewSchema, ReviewScope } from "#lib/changes/reviews/schema.ts";
import { nowIsoByClock, nowMs } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { type Tx, transact } from "#lib/store/db/connection.ts";

type Asked = z.output<typeof createReviewSchema>;

/**
 * Begins a review: its lists are read anew by the job, and then it opens. Returns its id. Throws INVALID_INPUT (a due date
 * in the past, a reviewer who is none, nothing to look at), CONFLICT where
 * too many are under way.
 */
export async function createReview(viewer: Viewer, asked: Asked): Promise<string> {
  if (asked.dueAt <= nowIsoByClock())
    throw new AppError("INVALID_INPUT", { fields: { dueAt: ["This date is over"] } });
  if (asked.dueAt > new Date(nowMs() + MAX_AHEAD_MS).toISOString())
    throw new AppError("INVALID_INPUT", { fields: { dueAt: ["This is more than two years ahead"] } });
  const { reviewers } = asked.scope;
  const named = [reviewers.fallback, ...Object.values(reviewers.byTeam)];
  const known = await readReviewers(named);
  if (named.some((id) => known.get(id)?.isDisabled !== false))
    throw new AppError("INVALID_INPUT", { fields: { fallback: ["Choose somebody who can sign in"] } });
  const id = newId();
  await transact(async (tx) => {
    await assertRoom(tx);
    await insertReview(tx, actorOf(viewer), {
      ...{ id, name: asked.name, scope: asked.scope, undecided: asked.undecided, repeats: asked.repeats },
      ...{ dueAt: asked.dueAt, createdBy: viewer.userId, previousId: null },
    });
  });
  return id;
}

/** Most likely a year was mistyped. */
const MAX_AHEAD_MS = 2 * 366 * 86_400_000;
/** Each has its lists read anew, and keeps everybody who is in them. */
export const MAX_UNDER_WAY = 50;

async function assertRoom(tx: Tx): Promise<void> {
  const { n } = await tx
    .selectFrom("reviews")
    .select((row) => row.fn.countAll<number>().as("n"))
    .where("state", "in", ["reading", "open", "closing"])
    .executeTakeFirstOrThrow();
  if (Number(n) >= MAX_UNDER_WAY)
    throw new AppError("CONFLICT", {
      reason: `${MAX_UNDER_WAY} reviews are under way: close or cancel some first`,
    });
}

type NewReview = {
  id: string;
  name: string;
  scope: ReviewScope;
  undecided: "open" | "removed";
  repeats: boolean;
  dueAt: string;
  createdBy: string;
  previousId: string | null;
};

/** Puts a review and the lists that it begins with into the store. Throws INVALID_INPUT where there are none. */
export async function insertReview(tx: Tx, actor: Actor, review: NewReview): Promise<void> {
  const { what, reviewers } = review.scope;
  const connectionIds =
    what.of === "connections"
      ? what.ids
      : what.of === "everything"
        ? (await tx.selectFrom("connections").select("id").execute()).map(({ id }) => id)
        : [];
  const lists = await listsOf(tx, what.of === "teams" ? { teamIds: what.ids } : { connectionIds });
  if (lists.length === 0)
    throw new AppError("INVALID_INPUT", { reason: "There is nothing to look at: no team is known there" });
  await tx
    .insertInto("reviews")
    .values({
      ...{ id: review.id, name: review.name, scope: JSON.stringify(review.scope) },
      ...{ undecided: review.undecided, repeats: review.repeats ? 1 : 0, state: "reading" },
      ...{ due_at: review.dueAt, created_by: review.createdBy, created_at: nowIsoByClock() },
      ...{ frozen_at: null, closed_at: null, closed_by: null, batch_id: null, approval_id: null },
      previous_id: review.previousId,
    })
    .execute();
  await insertReviewLists(
    tx,
    review.id,
    lists.map((list) => ({ ...list, reviewer_id: reviewers.byTeam[list.team_id ?? ""] ?? null })),
  );
  await appendEvent(tx, {
    action: "review.create",
    actor,
    outcome: "done",
    facts: {
      ...{ reviewId: review.id, of: what.of, only: review.scope.only, undecided: review.undecided },
      ...{ dueAt: review.dueAt, repeats: review.repeats },
      ...(review.previousId ? { previousId: review.previousId } : {}),
    },
    personal: { review: review.name },
    search: review.name,
  });
}

/** Ends a review without closing it: nothing is changed at a vendor. Throws NOT_FOUND, CONFLICT. */
export async function cancelReview(viewer: Viewer, reviewId: string): Promise<void> {
  await transact(async (tx) => {
    const cancelled = await tx
      .updateTable("reviews")
      .set({ state: "cancelled", closed_at: nowIsoByClock(), closed_by: viewer.userId })
      .where("id", "=", reviewId)
      .where("state", "in", ["reading", "open"])
      .returning("name")
      .executeTakeFirst();
    if (!cancelled) {
      const known = await tx.selectFrom("reviews").select("id").where("id", "=", reviewId).executeTakeFirst();
      throw known
        ? new AppError("CONFLICT", { reason: "This review is being closed, or has ended" })
        : new AppError("NOT_FOUND", { reason: "There is no such review" });
    }
    await appendEvent(tx, {
      action: "review.cancel",
      actor: actorOf(viewer),
      outcome: "done",
      facts: { reviewId },
      personal: { review: cancelled.name },
      search: cancelled.name,
    });
  });
}
