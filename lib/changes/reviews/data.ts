import "server-only";
import { sql } from "kysely";
import type { ReviewItemFilter } from "#lib/changes/reviews/filter.ts";
import { REVIEW_ITEM_CONDITIONS } from "#lib/changes/reviews/filter-sql.ts";
import { hintNames } from "#lib/changes/reviews/hints.ts";
import { isOwn, lostReviewers, type Reviewer, readReviewers } from "#lib/changes/reviews/reviewers.ts";
import type { Review, ReviewerProgress, ReviewItem, ReviewRow } from "#lib/changes/reviews/schema.ts";
import type { StoredItem, StoredReview } from "#lib/changes/reviews/stored.ts";
import { nowIsoByClock } from "#lib/core/clock.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import type { RowPage } from "#lib/directory/teams/schema.ts";
import { filtered } from "#lib/store/db/conditions.ts";
import { db } from "#lib/store/db/connection.ts";
import { nullsSmallest } from "#lib/store/db/search.ts";
import { orgRoleTitle, roleTitle } from "#lib/vendors/role-words.ts";

const LISTED = 200;
const FORMER = "a former user";

/** Reviews that the viewer sees, those that are under way first, then the newest. */
export async function listReviews(viewer: Viewer): Promise<ReviewRow[]> {
  const rows = await db()
    .selectFrom("reviews")
    .selectAll()
    .orderBy(sql`case when state in ('reading', 'open', 'closing') then 0 else 1 end`)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(LISTED)
    .execute();
  return toRows(viewer, rows);
}

async function toRows(viewer: Viewer, rows: readonly StoredReview[]): Promise<ReviewRow[]> {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const [counts, gaps, names] = await Promise.all([
    db()
      .selectFrom("review_items")
      .select(["review_id", sql<number>`count(*)`.as("total"), sql<number>`count(decision)`.as("decided")])
      .select(
        sql<number>`sum(case when decision is null and reviewer_id = ${viewer.userId} then 1 else 0 end)`.as(
          "mine",
        ),
      )
      .where("review_id", "in", ids)
      .where("is_late", "=", 0)
      .groupBy("review_id")
      .execute(),
    db()
      .selectFrom("review_lists")
      .select(["review_id", sql<number>`count(*)`.as("n")])
      .where("review_id", "in", ids)
      .where("reason", "is not", null)
      .groupBy("review_id")
      .execute(),
    readReviewers(rows.map((row) => row.created_by)),
  ]);
  const byReview = new Map(counts.map((one) => [one.review_id, one]));
  const notCovered = new Map(gaps.map(({ review_id, n }) => [review_id, Number(n)]));
  const now = nowIsoByClock();
  return rows.map((row) => {
    const count = byReview.get(row.id);
    return {
      ...{ id: row.id, name: row.name, state: row.state, dueAt: row.due_at, repeats: row.repeats === 1 },
      isOverdue: (row.state === "open" || row.state === "reading") && row.due_at < now,
      ...{ createdBy: names.get(row.created_by)?.name ?? FORMER, createdAt: row.created_at },
      ...(row.closed_at ? { closedAt: row.closed_at } : {}),
      ...{ total: Number(count?.total ?? 0), decided: Number(count?.decided ?? 0) },
      mine: row.state === "open" ? Number(count?.mine ?? 0) : 0,
      notCovered: notCovered.get(row.id) ?? 0,
    };
  });
}

/** One review with its lists, its reviewers and what they have done; undefined where the viewer sees none. */
export async function getReview(viewer: Viewer, id: string): Promise<Review | undefined> {
  const stored = await db().selectFrom("reviews").selectAll().where("id", "=", id).executeTakeFirst();
  const [row] = stored ? await toRows(viewer, [stored]) : [];
  if (!stored || !row) return undefined;
  const [lists, people, decisions, reviewers] = await Promise.all([
    db()
      .selectFrom("review_lists")
      .selectAll()
      .where("review_id", "=", id)
      .orderBy("name")
      .orderBy("list_id")
      .execute(),
    db()
      .selectFrom("review_items")
      .select(["team_id", sql<number>`count(*)`.as("n")])
      .where("review_id", "=", id)
      .where("is_late", "=", 0)
      .groupBy("team_id")
      .execute(),
    db()
      .selectFrom("review_items")
      .select(["decision", sql<number>`count(*)`.as("n")])
      .where("review_id", "=", id)
      .where("is_late", "=", 0)
      .groupBy("decision")
      .execute(),
    progressOf(id),
  ]);
  const inTeam = new Map(people.map(({ team_id, n }) => [team_id, Number(n)]));
  const counted = new Map(decisions.map(({ decision, n }) => [decision, Number(n)]));
  return {
    ...row,
    undecided: stored.undecided,
    ...(stored.frozen_at ? { frozenAt: stored.frozen_at } : {}),
    ...(stored.batch_id ? { batchId: stored.batch_id } : {}),
    ...(stored.approval_id ? { approvalId: stored.approval_id } : {}),
    lists: lists.map((list) => ({
      ...{ listId: list.list_id, name: list.name, vendor: list.vendor, kind: list.kind },
      ...(list.team_id ? { teamId: list.team_id } : {}),
      ...(list.synced_at ? { syncedAt: list.synced_at } : {}),
      ...(list.reason ? { reason: list.reason } : {}),
      people: inTeam.get(list.team_id ?? "") ?? 0,
    })),
    reviewers,
    may: { close: can(viewer, "review.close"), delegateAll: can(viewer, "review.create") },
    counts: {
      ...{ keep: counted.get("keep") ?? 0, change: counted.get("change") ?? 0 },
      ...{ remove: counted.get("remove") ?? 0, undecided: counted.get(null) ?? 0 },
    },
  };
}

/** How far each reviewer is, by name; rows of nobody, and of who cannot decide any more, need a reviewer. */
async function progressOf(reviewId: string): Promise<ReviewerProgress[]> {
  const [rows, lost] = await Promise.all([
    db()
      .selectFrom("review_items")
      .select(["reviewer_id", sql<number>`count(*)`.as("total"), sql<number>`count(decision)`.as("decided")])
      .where("review_id", "=", reviewId)
      .where("is_late", "=", 0)
      .groupBy("reviewer_id")
      .execute(),
    lostReviewers(reviewId),
  ]);
  const names = await readReviewers(rows.flatMap(({ reviewer_id }) => reviewer_id ?? []));
  const why = new Map(lost.map(({ userId, reason }) => [userId, reason]));
  return rows
    .map(({ reviewer_id, total, decided }): ReviewerProgress => {
      const user = names.get(reviewer_id ?? "");
      const reason = reviewer_id === null ? "Nobody can decide about them yet" : why.get(reviewer_id);
      return {
        userId: reviewer_id ?? "",
        name: user?.name ?? (reviewer_id === null ? "Needs a reviewer" : FORMER),
        ...(user ? { email: user.email } : {}),
        ...{ total: Number(total), decided: Number(decided) },
        ...(reason ? { lost: reason } : {}),
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name, "en") || a.userId.localeCompare(b.userId));
}

const COLUMNS = {
  team: "team_name",
  since: "since",
  lastActive: "last_active_at",
  decision: "decision",
} as const;

/** Rows of a review, searched, filtered and sorted. Late joiners are none of them. */
export async function listItems(
  viewer: Viewer,
  reviewId: string,
  filter: ReviewItemFilter,
): Promise<RowPage<ReviewItem>> {
  const { sort, dir, offset, limit } = filter;
  const context = { userId: viewer.userId, lost: await lostReviewers(reviewId) };
  const matching = () =>
    filtered(
      db().selectFrom("review_items").where("review_id", "=", reviewId).where("is_late", "=", 0),
      REVIEW_ITEM_CONDITIONS,
      filter,
      context,
    );
  let sorted = matching().selectAll();
  if (sort !== "name") sorted = sorted.orderBy(COLUMNS[sort], nullsSmallest(dir));
  const nameDir = sort === "name" ? dir : "asc";
  const [rows, { n }] = await Promise.all([
    sorted.orderBy("sort_key", nameDir).orderBy("id", nameDir).limit(limit).offset(offset).execute(),
    matching().select(sql<number>`count(*)`.as("n")).executeTakeFirstOrThrow(),
  ]);
  const names = await readReviewers([
    viewer.userId,
    ...rows.flatMap((row) => [row.reviewer_id ?? [], row.decided_by ?? []].flat()),
  ]);
  return { rows: rows.map((row) => toItem(row, viewer, names)), offset, total: Number(n) };
}

/** The access of a row in a word. */
export const accessOf = (row: Pick<StoredItem, "kind" | "role" | "org_role">): string =>
  row.kind === "organization" ? orgRoleTitle(row.org_role) : roleTitle(row.role);

function toItem(row: StoredItem, viewer: Viewer, names: ReadonlyMap<string, Reviewer>): ReviewItem {
  const me = names.get(viewer.userId);
  const reviewer = row.reviewer_id ? names.get(row.reviewer_id) : undefined;
  const whyNot =
    me && isOwn(me, row)
      ? "Nobody reviews themselves"
      : row.reviewer_id === viewer.userId
        ? undefined
        : reviewer
          ? `${reviewer.name} decides about it`
          : "It needs a reviewer";
  return {
    ...{ id: row.id, connectionId: row.connection_id, teamId: row.team_id, teamName: row.team_name },
    ...{ kind: row.kind, vendor: row.vendor, userId: row.user_id, personId: row.person_id },
    ...{ name: row.name || row.email || row.user_id, label: row.label, role: row.role },
    ...(row.email ? { email: row.email } : {}),
    ...(row.org_role ? { orgRole: row.org_role } : {}),
    ...{ access: accessOf(row), status: row.status },
    ...(row.since ? { since: row.since } : {}),
    ...(row.last_active_at ? { lastActiveAt: row.last_active_at } : {}),
    hints: hintNames(Number(row.hints)),
    ...(row.decision ? { decision: row.decision } : {}),
    ...(row.new_role ? { newRole: row.new_role } : {}),
    ...(row.reason ? { reason: row.reason } : {}),
    ...(row.decided_at ? { decidedAt: row.decided_at } : {}),
    ...(row.decided_by ? { decidedBy: names.get(row.decided_by)?.name ?? FORMER } : {}),
    ...(reviewer ? { reviewer: reviewer.name } : {}),
    ...(whyNot ? { whyNot } : {}),
  };
}

/**
 * Open rows that wait for the viewer, over all open reviews; undefined where the navigation has no such page for them: they
 * begin none, and there is none.
 */
export async function reviewsInNav(viewer: Viewer): Promise<number | undefined> {
  const any = await db().selectFrom("reviews").select("id").limit(1).executeTakeFirst();
  if (!any) return can(viewer, "review.create") ? 0 : undefined;
  const { n } = await db()
    .selectFrom("review_items")
    .innerJoin("reviews", "reviews.id", "review_items.review_id")
    .select(sql<number>`count(*)`.as("n"))
    .where("reviews.state", "=", "open")
    .where("review_items.reviewer_id", "=", viewer.userId)
    .where("review_items.decision", "is", null)
    .where("review_items.is_late", "=", 0)
    .executeTakeFirstOrThrow();
  return Number(n);
}

/** Reviews that are under way, with when they are due, for "Coming up". */
export async function dueReviews(): Promise<{ at: string; what: string; href: string }[]> {
  const rows = await db()
    .selectFrom("reviews")
    .select(["id", "name", "due_at"])
    .where("state", "in", ["reading", "open"])
    .orderBy("due_at")
    .orderBy("id")
    .limit(LISTED)
    .execute();
  return rows.map(({ id, name, due_at }) => ({
    at: due_at,
    what: name,
    href: `/reviews/${encodeURIComponent(id)}`,
  }));
}
