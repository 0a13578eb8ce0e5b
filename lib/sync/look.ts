import "server-only";
import { db, type Tx, transact } from "#lib/db/connection.ts";
import { nowIso } from "#lib/ids.ts";
import { enqueue } from "#lib/sync/lanes.ts";
import { insertLists, isLeased, isStale, listId } from "#lib/sync/lists.ts";
import { ensureLists, ensureOrganizationTeam } from "#lib/teams/mutations.ts";

/** Why a run is asked for. "refresh" and "connected" are a person's wish and try a refused token again. */
export type RunReason = "refresh" | "connected" | "unknown-outcome" | "schedule" | "missing-rows";

/** After a failure a look does not ask the vendor again for so long. */
const LOOK_AGAIN_MS = 30_000;

/**
 * Somebody looks at these lists: each that is stale is put in line first, and is read in the background. Starts nothing
 * where the token was refused. Never waits for a vendor.
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
  for (const row of rows) {
    if (row.state === "refused" || isLeased(row, now) || !isStale(row, now)) continue;
    const failedAt = row.error_at === null ? Number.NEGATIVE_INFINITY : Date.parse(row.error_at);
    if (row.requested_at === null && now - failedAt < LOOK_AGAIN_MS) continue;
    enqueue(row.connection_id, [row.id], { first: true });
  }
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
  const rows = await tx.selectFrom("lists").select("id").where("connection_id", "=", connectionId).execute();
  const roots = [
    listId(connectionId, "teams"),
    ...(organizationId ? [listId(organizationId, "members")] : []),
  ];
  return [...roots, ...rows.map((row) => row.id).filter((id) => !roots.includes(id))];
}
