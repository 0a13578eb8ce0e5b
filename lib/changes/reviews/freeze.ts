import "server-only";
import type { Selectable } from "kysely";
import { REMINDERS } from "#lib/changes/reviews/constants.ts";
import { type ItemRow, itemsOf, wantedMembers } from "#lib/changes/reviews/population.ts";
import { nudge } from "#lib/changes/reviews/reading.ts";
import { readReviewers } from "#lib/changes/reviews/reviewers.ts";
import { scopeIn } from "#lib/changes/reviews/stored.ts";
import { tellAssigned } from "#lib/changes/reviews/telling.ts";
import { nowIsoByClock, nowMs } from "#lib/core/clock.ts";
import { logError } from "#lib/core/log.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { insertRows } from "#lib/store/db/insert-rows.ts";
import type { Tables } from "#lib/store/db/tables.ts";

type StoredReview = Selectable<Tables["reviews"]>;

/** Goes on with every review whose lists are still read: asks for them, and once all have ended puts the population down. */
export async function readOn(signal?: AbortSignal): Promise<void> {
  const reading = await db().selectFrom("reviews").selectAll().where("state", "=", "reading").execute();
  for (const review of reading) {
    if (signal?.aborted) return;
    try {
      if (await nudge(review)) await freeze(review);
    } catch (error) {
      logError(error, { at: "readOn", reviewId: review.id });
    }
  }
}

/** Puts down who is in the lists that were read, once over all processes; the review is open then. */
export async function freeze(review: StoredReview): Promise<void> {
  const scope = scopeIn(review);
  const ids = new Set([
    scope.reviewers.fallback,
    review.created_by,
    ...Object.values(scope.reviewers.byTeam),
  ]);
  const all = await readReviewers();
  await transact(async (tx) => {
    const told = REMINDERS.reduce(
      (bits, { bit, beforeMs }) =>
        beforeMs > 0 && Date.parse(review.due_at) - beforeMs <= nowMs() ? bits | bit : bits,
      0,
    );
    const at = nowIsoByClock();
    const mine = await tx
      .updateTable("reviews")
      .set({ state: "open", frozen_at: at, told })
      .where("id", "=", review.id)
      .where("state", "=", "reading")
      .returning("id")
      .executeTakeFirst();
    if (!mine) return;
    const lists = await tx
      .selectFrom("review_lists")
      .selectAll()
      .where("review_id", "=", review.id)
      .execute();
    const covered = lists.flatMap((list) => (list.synced_at !== null && list.team_id ? [list.team_id] : []));
    const people = await wantedMembers(tx, covered, scope, nowMs());
    // Owners of a team who have an account here, by their e-mail.
    if (scope.reviewers.owners) {
      const users = Map.groupBy([...all.values()], (user) => user.personId);
      for (const { member } of people) {
        const list = lists.find((one) => one.team_id === member.team_id);
        const owner =
          member.role === "owner" && list?.kind === "team" ? users.get(member.person_id)?.[0] : undefined;
        if (!list || !owner || list.reviewer_id || owner.isDisabled) continue;
        list.reviewer_id = owner.id;
        await tx
          .updateTable("review_lists")
          .set({ reviewer_id: owner.id })
          .where("review_id", "=", review.id)
          .where("list_id", "=", list.list_id)
          .execute();
      }
    }
    for (const list of lists) if (list.reviewer_id) ids.add(list.reviewer_id);
    const reviewers = new Map([...all].filter(([id]) => ids.has(id)));
    const byTeam = new Map(lists.flatMap((list) => (list.team_id ? [[list.team_id, list] as const] : [])));
    const items = itemsOf(review, byTeam, people, { reviewers, fallback: scope.reviewers.fallback });
    await insertItems(tx, items);
    await appendEvent(tx, {
      action: "review.open",
      actor: "system",
      outcome: "done",
      facts: {
        reviewId: review.id,
        rows: items.length,
        lists: covered.length,
        notCovered: lists.filter((list) => list.reason !== null).length,
      },
      personal: { review: review.name },
      search: review.name,
    });
    await tellAssigned(
      tx,
      review,
      items.flatMap((item) => item.reviewer_id ?? []),
    );
  });
}

const ITEM_COLUMNS = [
  ...(["id", "review_id", "connection_id", "team_id", "vendor", "kind", "team_name", "user_id"] as const),
  ...(["person_id", "email", "email_key", "name", "label", "sort_key", "search_key", "role"] as const),
  ...(["org_role", "status", "since", "last_active_at", "hints", "reviewer_id", "decision"] as const),
  ...(["new_role", "reason", "decided_at", "decided_by", "is_late", "has_left"] as const),
];

export const insertItems = (tx: Tx, items: readonly ItemRow[]): Promise<number> =>
  insertRows(tx, { table: "review_items", columns: ITEM_COLUMNS, onConflict: "(id) do nothing" }, items);
