import "server-only";
import type { Selectable } from "kysely";
import { type StoredList, type StoredReview, scopeIn } from "#lib/changes/reviews/stored.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { ErrorCode } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import { isLeased, listId } from "#lib/directory/sync/lists.ts";
import { requestRun } from "#lib/directory/sync/look.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";
import type { Tables } from "#lib/store/db/tables.ts";

/** A list that was asked for so long ago and still was not read to its end is not covered. */
const PATIENCE_MS = 20 * 60_000;
/** Before a list is asked for. */
const NOT_ASKED = "";

type NewList = Omit<Selectable<Tables["review_lists"]>, "review_id">;

/** The lists of a connection's teams, and of its organization's people, as far as they are known now. */
export async function listsOf(
  tx: Tx,
  where: { connectionIds: readonly string[] } | { teamIds: readonly string[] },
): Promise<NewList[]> {
  const blank = { asked_at: NOT_ASKED, synced_at: null, reason: null, reviewer_id: null };
  const lists: NewList[] = [];
  if ("connectionIds" in where) {
    const connections = await tx
      .selectFrom("connections")
      .select(["id", "vendor", "label"])
      .where("id", "in", where.connectionIds.length > 0 ? where.connectionIds : [""])
      .execute();
    for (const { id, vendor, label } of connections)
      lists.push({
        ...{ list_id: listId(id, "teams"), connection_id: id, team_id: null, vendor, kind: "teams" },
        ...{ name: label, ...blank },
      });
  }
  const [column, ids] =
    "connectionIds" in where
      ? (["connection_id", where.connectionIds] as const)
      : (["id", where.teamIds] as const);
  for (const some of chunks(ids)) {
    const teams = await tx
      .selectFrom("teams")
      .select(["id", "connection_id", "vendor", "kind", "name"])
      .where(column, "in", some)
      .where("removed_at", "is", null)
      .orderBy("name_key")
      .orderBy("id")
      .execute();
    for (const { id, connection_id, vendor, kind, name } of teams)
      lists.push({
        list_id: listId(id, "members"),
        connection_id,
        team_id: id,
        vendor,
        kind,
        name,
        ...blank,
      });
  }
  return lists;
}

export async function insertReviewLists(tx: Tx, reviewId: string, lists: readonly NewList[]): Promise<void> {
  for (const some of chunks(lists))
    await tx
      .insertInto("review_lists")
      .values(some.map((list) => ({ review_id: reviewId, ...list })))
      .onConflict((conflict) => conflict.columns(["review_id", "list_id"]).doNothing())
      .execute();
}

/** Goes on with the reading of one review's lists. True once each of them was read, or is given up with a reason. */
export async function nudge(review: StoredReview): Promise<boolean> {
  const lists = await db()
    .selectFrom("review_lists")
    .selectAll()
    .where("review_id", "=", review.id)
    .where("synced_at", "is", null)
    .where("reason", "is", null)
    .execute();
  // Teams are known only once their connection's own list was read: the others follow it.
  const roots = lists.filter(({ kind }) => kind === "teams");
  for (const list of roots.length > 0 ? roots : lists) await look(review, list);
  if (roots.length > 0) {
    await addNewTeams(review);
    return false;
  }
  return lists.length === 0;
}

/** One list: asks for it, notes that it was read to its end since, or why it cannot be. */
async function look(review: StoredReview, list: StoredList): Promise<void> {
  const set = (values: { asked_at?: string; synced_at?: string; reason?: string }) =>
    transact((tx) =>
      tx
        .updateTable("review_lists")
        .set(values)
        .where("review_id", "=", review.id)
        .where("list_id", "=", list.list_id)
        .execute(),
    );
  const row = await db()
    .selectFrom("lists")
    .innerJoin("connections", "connections.id", "lists.connection_id")
    .selectAll("lists")
    .select(["connections.state", "connections.state_reason"])
    .where("lists.id", "=", list.list_id)
    .executeTakeFirst();
  if (!row) return void (await set({ reason: list.team_id ? "The team is gone" : "The connection is gone" }));
  const asked = list.asked_at;
  if (asked === NOT_ASKED) {
    const at = nowIso();
    await requestRun(list.list_id, "refresh");
    return void (await set({ asked_at: at }));
  }
  const isBusy = row.requested_at !== null || isLeased(row);
  if (!isBusy) {
    const run = await completeSince(list.list_id, asked);
    if (run) return void (await set({ synced_at: run }));
  }
  if (row.state === "refused")
    return void (await set({ reason: row.state_reason ?? "The token of its connection is refused" }));
  if (row.error_at !== null && row.error_at >= asked && !isBusy) {
    const reason = errorWords({
      code: row.error_code as ErrorCode,
      ...(row.error_reason ? { reason: row.error_reason } : {}),
    });
    return void (await set({ reason }));
  }
  if (Date.now() - Date.parse(asked) > PATIENCE_MS)
    return void (await set({ reason: "It was not read to its end in time" }));
  // A run that began before joined what was asked for: another one has to begin.
  if (!isBusy) await requestRun(list.list_id, "refresh");
}

/** When the newest complete run of a list ended that began at `since` or later; one that began before may have missed something. */
async function completeSince(id: string, since: string): Promise<string | undefined> {
  const run = await db()
    .selectFrom("runs")
    .select("ended_at")
    .where("list_id", "=", id)
    .where("outcome", "=", "complete")
    .where("error_code", "is", null)
    .where("started_at", ">=", since)
    .orderBy("started_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return run?.ended_at ?? undefined;
}

/** Teams that a fresh list of teams named are looked at too; those that it does not name any more are not. */
async function addNewTeams(review: StoredReview): Promise<void> {
  const scope = scopeIn(review);
  const roots = await db()
    .selectFrom("review_lists")
    .select(["connection_id", "synced_at", "reason"])
    .where("review_id", "=", review.id)
    .where("kind", "=", "teams")
    .execute();
  if (roots.some((root) => root.synced_at === null && root.reason === null)) return;
  await transact(async (tx) => {
    const lists = await listsOf(tx, { connectionIds: roots.map((root) => root.connection_id) });
    await insertReviewLists(
      tx,
      review.id,
      lists.map((list) => ({ ...list, reviewer_id: scope.reviewers.byTeam[list.team_id ?? ""] ?? null })),
    );
    const known = new Set(lists.map((list) => list.list_id));
    const mine = await tx
      .selectFrom("review_lists")
      .select("list_id")
      .where("review_id", "=", review.id)
      .where("team_id", "is not", null)
      .execute();
    for (const { list_id } of mine)
      if (!known.has(list_id))
        await tx
          .deleteFrom("review_lists")
          .where("review_id", "=", review.id)
          .where("list_id", "=", list_id)
          .execute();
  });
}
