import "server-only";
import { sql } from "kysely";
import { nowIso } from "#lib/core/ids.ts";
import { logError } from "#lib/core/log.ts";
import { afterAnswer } from "#lib/directory/sync/after-answer.ts";
import { enqueue } from "#lib/directory/sync/lanes.ts";
import {
  insertLists,
  isLeased,
  isStale,
  type ListPart,
  type ListRow,
  listId,
} from "#lib/directory/sync/lists.ts";
import { ensureLists, ensureOrganizationTeam } from "#lib/directory/teams/mutations.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { isFree } from "#lib/store/db/lease.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";

/** Why a run is asked for. "refresh" and "connected" are a person's wish and try a refused token again. */
export type RunReason = "refresh" | "connected" | "unknown-outcome" | "schedule" | "missing-rows";

/** After a failure a look does not ask the vendor again for so long. */
const LOOK_AGAIN_MS = 30_000;
/** A page over all teams is content with this: the schedule and looks at a team itself keep the lists newer. */
const OLD_MS = 10 * 60_000;
/** So many lists a look at such a page brings up to date; the next look takes the next ones. */
const AT_A_LOOK = 20;

const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

/**
 * Somebody looks at these lists: each that is stale is put in line first, and is read in the background once the answer is
 * out. Starts nothing where the token was refused. Never waits for a vendor.
 */
export async function lookAt(listIds: string[]): Promise<void> {
  if (listIds.length === 0) return;
  const rows = await db()
    .selectFrom("lists")
    .innerJoin("connections", "connections.id", "lists.connection_id")
    .selectAll("lists")
    .select("connections.state")
    .where("lists.id", "in", listIds)
    .execute();
  const now = Date.now();
  const wanted = rows.filter((row) => {
    if (row.state === "refused" || isLeased(row, now) || !isStale(row, now)) return false;
    const failedAt = row.error_at === null ? Number.NEGATIVE_INFINITY : Date.parse(row.error_at);
    return row.requested_at !== null || now - failedAt >= LOOK_AGAIN_MS;
  });
  await putInLine(wanted);
}

/**
 * Somebody looks at a page over all teams: of the lists of these parts, the oldest are read in the background, those that
 * were never read before all others. Where a vendor does not answer, its list of teams alone is tried.
 */
export async function lookAtOldest(parts: readonly ListPart[]): Promise<void> {
  if (parts.length === 0) return;
  const rows = await db()
    .selectFrom("lists")
    .innerJoin("connections", "connections.id", "lists.connection_id")
    .select(["lists.id", "lists.connection_id"])
    .where("lists.part", "in", parts)
    .where("lists.requested_at", "is", null)
    .where(isFree("lists.lease_until"))
    .where((where) =>
      where.or([where("lists.error_at", "is", null), where("lists.error_at", "<", ago(LOOK_AGAIN_MS))]),
    )
    .where((where) =>
      where.or([
        where.and([
          where("connections.state", "in", ["works", "readonly"]),
          where.or([where("lists.synced_at", "is", null), where("lists.synced_at", "<", ago(OLD_MS))]),
        ]),
        where.and([where("connections.state", "=", "failing"), where("lists.part", "=", "teams")]),
      ]),
    )
    .orderBy(sql`case when lists.synced_at is null then 0 else 1 end`)
    .orderBy("lists.synced_at")
    .orderBy("lists.id")
    .limit(AT_A_LOOK)
    .execute();
  await putInLine(rows);
}

/**
 * Notes in the store that lists wait, so that whoever looks through another process sees what is about to be read, and puts
 * them in line in this process when the answer is out: a sync must not take the processor from the page that asked.
 */
async function putInLine(rows: readonly { id: string; connection_id: string }[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map((row) => row.id);
  try {
    // What a loss of power undoes is asked for again by the next look: the page does not wait for the disk.
    await transact(
      (tx) =>
        tx
          .updateTable("lists")
          .set({ requested_at: nowIso() })
          .where("id", "in", ids)
          .where("requested_at", "is", null)
          .where(isFree("lease_until"))
          .execute(),
      { isRepeatable: true },
    );
  } catch (error) {
    // A store that takes no writes is still read from: a look must not fail for it.
    logError(error, { at: "putInLine" });
  }
  afterAnswer(() => {
    for (const [connectionId, some] of Map.groupBy(rows, (row) => row.connection_id))
      enqueue(
        connectionId,
        some.map((row) => row.id),
        { first: true },
      );
  });
}

/**
 * Asks for a run of a list and returns at once. During a run, another follows it, so that what is asked for now is read
 * for sure; a refresh joins a run that has read nothing yet.
 */
export async function requestRun(id: string, reason: RunReason): Promise<void> {
  const row = await db().selectFrom("lists").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) return;
  if (reason === "refresh" && isLeased(row) && row.run_pages === 0) return;
  await db().updateTable("lists").set({ requested_at: nowIso() }).where("id", "=", id).execute();
  const isAsked = reason === "refresh" || reason === "connected";
  enqueue(row.connection_id, [id], { first: isAsked || reason === "unknown-outcome", forced: isAsked });
}

/**
 * Asks for everything of a connection: its teams, an organization's people, and every team's members and secrets.
 * Returns when it is asked for, before any vendor is called. A refused token stays unasked.
 */
export async function syncConnection(connectionId: string): Promise<void> {
  const asked = await transact((tx) => askForAll(tx, connectionId));
  if (asked.length === 0) return;
  enqueue(connectionId, asked.slice(0, 2), { first: true, forced: true });
  enqueue(connectionId, asked.slice(2));
}

/** The ids of all lists of a connection, its teams and its organization's people before the others. */
async function askForAll(tx: Tx, connectionId: string): Promise<string[]> {
  const connection = await tx
    .selectFrom("connections")
    .select(["id", "vendor", "target_id as targetId", "target_name as targetName", "state"])
    .where("id", "=", connectionId)
    .executeTakeFirst();
  if (!connection) return [];
  const at = nowIso();
  const root = { ownerId: connectionId, connectionId, teamId: null, part: "teams" as const };
  await insertLists(tx, [root], at);
  const organizationId = await ensureOrganizationTeam(tx, connection);
  if (organizationId) await ensureLists(tx, connection, [{ id: organizationId, kind: "organization" }]);
  const isRefused = connection.state === "refused";
  await tx
    .updateTable("lists")
    .set({ requested_at: isRefused ? null : at })
    .where("connection_id", "=", connectionId)
    .execute();
  if (isRefused) return [];
  await tx.updateTable("connections").set({ asked_at: at }).where("id", "=", connectionId).execute();
  const rows = await tx.selectFrom("lists").select("id").where("connection_id", "=", connectionId).execute();
  const roots = [
    listId(connectionId, "teams"),
    ...(organizationId ? [listId(organizationId, "members")] : []),
  ];
  return [...roots, ...rows.map((row) => row.id).filter((id) => !roots.includes(id))];
}

/**
 * A person's wish that everything of these parts be read again, of all connections that they see. What waits for its run
 * or is being read is joined, and so is a whole sync that is under way: what it has read already is not read twice. Tries a
 * refused token again. Returns when it is asked for, before any vendor is called.
 */
export async function refreshParts(parts: readonly ListPart[]): Promise<void> {
  const connections = await db().selectFrom("connections").select(["id", "asked_at"]).execute();
  for (const { id, asked_at } of connections) {
    const lists = await db()
      .selectFrom("lists")
      .selectAll()
      .where("connection_id", "=", id)
      .where("part", "in", parts)
      .execute();
    const due = notJoined(lists, asked_at);
    await ask(id, due);
    const roots = due.filter((list) => list.part === "teams").map((list) => list.id);
    enqueue(id, roots, { first: true, forced: true });
    enqueue(
      id,
      due.map((list) => list.id).filter((listed) => !roots.includes(listed)),
      { first: true },
    );
  }
}

/** The lists that no run under way, or about to begin, is going to read. */
function notJoined(lists: readonly ListRow[], askedAt: string | null): ListRow[] {
  const isBusy = (list: ListRow) => list.requested_at !== null || isLeased(list);
  const isReadSince = (list: ListRow) =>
    askedAt !== null && list.synced_at !== null && list.synced_at >= askedAt;
  const hasFailedSince = (list: ListRow) =>
    askedAt !== null && list.error_at !== null && list.error_at >= askedAt;
  // A sync of everything goes on as long as a run of one of its lists has not ended since it was asked for.
  const isUnderWay =
    askedAt !== null && lists.some((list) => isBusy(list) && !isReadSince(list) && !hasFailedSince(list));
  return lists.filter((list) => !isBusy(list) && !(isUnderWay && isReadSince(list)));
}

async function ask(connectionId: string, lists: readonly ListRow[]): Promise<void> {
  if (lists.length === 0) return;
  const at = nowIso();
  await transact(async (tx) => {
    for (const some of chunks(lists.map((list) => list.id)))
      await tx.updateTable("lists").set({ requested_at: at }).where("id", "in", some).execute();
    await tx.updateTable("connections").set({ asked_at: at }).where("id", "=", connectionId).execute();
  });
}
