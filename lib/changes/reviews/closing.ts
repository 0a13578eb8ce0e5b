import "server-only";
import { planPage } from "#lib/changes/plan/pages.ts";
import { closeReview, decisionsIn } from "#lib/changes/reviews/close.ts";
import type { Closing } from "#lib/changes/reviews/schema.ts";
import { sinceFreeze } from "#lib/changes/reviews/since.ts";
import { toDoItems } from "#lib/changes/reviews/to-do.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db, transact } from "#lib/store/db/connection.ts";

/** Names in one answer; the counts are of all. */
const NAMED = 100;

/** What closing a review comes to now, before its plan is looked at. Throws NOT_FOUND. */
export async function getClosing(reviewId: string): Promise<Closing> {
  const review = await db().selectFrom("reviews").selectAll().where("id", "=", reviewId).executeTakeFirst();
  if (!review) throw new AppError("NOT_FOUND", { reason: "There is no such review" });
  const [toDo, decided, undecided, lists, { late, left }] = await Promise.all([
    toDoItems(db(), review),
    db()
      .selectFrom("review_items")
      .select(["decision", (row) => row.fn.countAll<number>().as("n")])
      .where("review_id", "=", reviewId)
      .where("is_late", "=", 0)
      .groupBy("decision")
      .execute(),
    db()
      .selectFrom("review_items")
      .select(["label", "team_name"])
      .where("review_id", "=", reviewId)
      .where("is_late", "=", 0)
      .where("decision", "is", null)
      .orderBy("sort_key")
      .orderBy("id")
      .limit(NAMED)
      .execute(),
    db()
      .selectFrom("review_lists")
      .select(["name", "reason"])
      .where("review_id", "=", reviewId)
      .where("reason", "is not", null)
      .orderBy("name")
      .execute(),
    transact((tx) => sinceFreeze(tx, review)),
  ]);
  const counted = new Map(decided.map(({ decision, n }) => [decision, Number(n)]));
  const gone = new Set(left.map(({ id }) => id));
  const named = ({ label, team_name }: { label: string; team_name: string }) => ({
    label,
    teamName: team_name,
  });
  return {
    ...{ keep: counted.get("keep") ?? 0, change: counted.get("change") ?? 0 },
    ...{ remove: counted.get("remove") ?? 0, undecided: counted.get(null) ?? 0 },
    undecidedAre: review.undecided,
    toDo: toDo.filter(({ id }) => !gone.has(id)).length,
    open: undecided.map(named),
    ...{ late: late.slice(0, NAMED).map(named), lateCount: late.length },
    ...{ left: left.slice(0, NAMED).map(named), leftCount: left.length },
    notCovered: lists.map(({ name, reason }) => ({ name, reason: reason ?? "" })),
  };
}

/** Closes a review at which nothing is left to do. Throws CONFLICT where there is: that goes through its plan. */
export async function closeWithoutBatch(viewer: Viewer, reviewId: string): Promise<void> {
  const decisions = await decisionsIn(db(), reviewId);
  const plan = await planPage(viewer, { source: { kind: "review", reviewId } });
  if (plan.counts.apply > 0)
    throw new AppError("CONFLICT", { reason: "There is something to change: look at the plan" });
  await transact((tx) => closeReview(tx, viewer, reviewId, { decisions }));
}
