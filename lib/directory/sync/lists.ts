import "server-only";
import { type Selectable, sql } from "kysely";
import type { ListFreshness } from "#lib/directory/teams/schema.ts";
import { db, type Tx } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

/** The unit of sync: a connection's teams, a team's members, a team's secrets. */
export type ListPart = Tables["lists"]["part"];
export type ListRow = Selectable<Tables["lists"]>;

/** A copy younger than this is fresh, however quick its run was. */
const FRESH_MS = 30_000;
/** A copy is fresh for this many times the duration of the run that made it. */
const FRESH_RUNS = 10;

/** A list's id: its owner is a connection for teams, a team for members and secrets. */
export const listId = (ownerId: string, part: ListPart): string => `${ownerId}:${part}`;

/** The lists that a team of this vendor and kind has. */
export function teamParts(vendor: VendorId, kind: "team" | "organization"): ListPart[] {
  return VENDOR_FACTS[vendor].capabilities.secrets && kind === "team" ? ["members", "secrets"] : ["members"];
}

export const isLeased = (row: Pick<ListRow, "lease_until">, nowMs = Date.now()): boolean =>
  row.lease_until !== null && Date.parse(row.lease_until) > nowMs;

/** Asked for, never complete, or older than max(30 s, 10 × the last run). */
export function isStale(
  row: Pick<ListRow, "synced_at" | "last_duration_ms" | "requested_at">,
  nowMs = Date.now(),
): boolean {
  if (row.synced_at === null || row.requested_at !== null) return true;
  return nowMs - Date.parse(row.synced_at) > Math.max(FRESH_MS, FRESH_RUNS * (row.last_duration_ms ?? 0));
}

/** Says nothing newer than the store: a list that waits for its run counts as running. */
export function toFreshness(row: ListRow, nowMs = Date.now()): ListFreshness {
  return {
    listId: row.id,
    ...(row.synced_at ? { syncedAt: row.synced_at } : {}),
    version: Number(row.version),
    running: isLeased(row, nowMs) || row.requested_at !== null,
    stale: isStale(row, nowMs),
    runPages: Number(row.run_pages),
    runRows: Number(row.run_rows),
    ...(row.error_code && row.error_at
      ? {
          error: {
            code: row.error_code,
            ...(row.error_reason ? { reason: row.error_reason } : {}),
            at: row.error_at,
          },
        }
      : {}),
  };
}

/**
 * Age, progress and last error of each of these lists that exists. A token that was refused while something else was read
 * is an error of each list of its connection: none of them is read again before it is replaced.
 */
export async function freshnessOf(listIds: string[]): Promise<Map<string, ListFreshness>> {
  if (listIds.length === 0) return new Map();
  const rows = await db()
    .selectFrom("lists")
    .leftJoin("connections", "connections.id", "lists.connection_id")
    .selectAll("lists")
    .select(["connections.state as connectionState", "connections.state_at as connectionStateAt"])
    .where("lists.id", "in", listIds)
    .execute();
  return new Map(
    rows.map(({ connectionState, connectionStateAt, ...row }) => {
      const own = toFreshness(row);
      const isRefused = connectionState === "refused" && connectionStateAt !== null && !own.error;
      return [
        row.id,
        isRefused ? { ...own, error: { code: "VENDOR_TOKEN_REFUSED", at: connectionStateAt } } : own,
      ];
    }),
  );
}

/** Changes whenever a row of any list of this part does; a list that came or went counts too. */
export async function partVersion(part: ListPart): Promise<number> {
  const { version } = await db()
    .selectFrom("lists")
    .select(sql<number | null>`sum(version + 1)`.as("version"))
    .where("part", "=", part)
    .executeTakeFirstOrThrow();
  return Number(version);
}

/**
 * Tells every reader that a list's rows changed. Called before the rows are written: a sync's page takes the list's row
 * first too, so the two wait for each other instead of locking up.
 */
export async function bumpVersion(tx: Tx, listIds: string | string[]): Promise<void> {
  const ids = typeof listIds === "string" ? [listIds] : [...listIds].sort();
  for (const id of ids) {
    await tx
      .updateTable("lists")
      .set((row) => ({ version: row("version", "+", 1) }))
      .where("id", "=", id)
      .execute();
  }
}

export type NewList = { ownerId: string; connectionId: string; teamId: string | null; part: ListPart };

/** Makes lists that are not there yet, asking for a run of each. Returns the ids of those that were made. */
export async function insertLists(tx: Tx, lists: NewList[], requestedAt: string): Promise<string[]> {
  const made: string[] = [];
  for (let start = 0; start < lists.length; start += 500) {
    const values = lists.slice(start, start + 500).map((list) => ({
      id: listId(list.ownerId, list.part),
      connection_id: list.connectionId,
      team_id: list.teamId,
      part: list.part,
      synced_at: null,
      version: 0,
      last_duration_ms: null,
      run_id: null,
      run_started_at: null,
      run_pages: 0,
      run_rows: 0,
      error_code: null,
      error_reason: null,
      error_at: null,
      requested_at: requestedAt,
      lease_holder: null,
      lease_until: null,
    }));
    const rows = await tx
      .insertInto("lists")
      .values(values)
      .onConflict((conflict) => conflict.column("id").doNothing())
      .returning("id")
      .execute();
    made.push(...rows.map((row) => row.id));
  }
  return made;
}
