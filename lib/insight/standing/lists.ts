import "server-only";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import { nowIso } from "#lib/core/ids.ts";
import type { ListPart } from "#lib/directory/sync/lists.ts";
import type { Reading } from "#lib/insight/standing/schema.ts";
import { db } from "#lib/store/db/connection.ts";

/** Being read, or asked for and about to be. Where the vendor does not answer, or refuses, what was asked for rests. */
const isBusy = (now: string): RawBuilder<SqlBool> =>
  sql<SqlBool>`(lists.lease_until > ${now} or (lists.requested_at is not null and connections.state in ('works', 'readonly')))`;

/** All lists of a part of one connection, as one. */
export type ConnectionLists = Awaited<ReturnType<typeof listsByConnection>>[number];

/** All lists, one row a connection and part, in the order of the connections' labels. */
export async function listsByConnection() {
  const rows = await db()
    .selectFrom("lists")
    .innerJoin("connections", "connections.id", "lists.connection_id")
    .select(["lists.connection_id as connectionId", "lists.part"])
    .select([
      "connections.label",
      "connections.vendor",
      "connections.state",
      "connections.state_reason as stateReason",
    ])
    .select([
      sql<number>`count(*)`.as("lists"),
      // A list that came or went counts too.
      sql<number>`sum(lists.version + 1)`.as("version"),
      sql<string | null>`min(lists.synced_at)`.as("oldest"),
      sql<string | null>`max(lists.synced_at)`.as("newest"),
      sql<number>`sum(case when lists.synced_at is null then 1 else 0 end)`.as("never"),
      sql<number>`sum(case when ${isBusy(nowIso())} then 1 else 0 end)`.as("busy"),
      sql<number>`sum(case when lists.error_code is null then 0 else 1 end)`.as("failed"),
    ])
    .groupBy(["lists.connection_id", "lists.part"])
    .groupBy(["connections.label", "connections.label_key", "connections.vendor"])
    .groupBy(["connections.state", "connections.state_reason"])
    .orderBy("connections.label_key")
    .orderBy("lists.connection_id")
    .execute();
  return rows.map((row) => ({
    ...row,
    lists: Number(row.lists),
    version: Number(row.version),
    never: Number(row.never),
    busy: Number(row.busy),
    failed: Number(row.failed),
  }));
}

/** The connections of whose lists some are being read now. */
export async function listReading(parts: readonly ListPart[]): Promise<Reading[]> {
  const now = nowIso();
  const busy = isBusy(now);
  const rows = await db()
    .selectFrom("lists")
    .innerJoin("connections", "connections.id", "lists.connection_id")
    .leftJoin("teams", "teams.id", "lists.team_id")
    .select(["connections.id", "connections.label"])
    .select([
      sql<number>`count(distinct case when teams.kind = 'team' then teams.id end)`.as("teams"),
      sql<number>`count(distinct case when teams.kind = 'team' and ${busy} then teams.id end)`.as("waiting"),
      sql<number>`max(case when lists.part = 'teams' and ${busy} then 1 else 0 end)`.as("listing"),
      sql<number>`sum(case when lists.lease_until > ${now} then lists.run_rows else 0 end)`.as("rows"),
    ])
    .where("lists.part", "in", parts)
    .groupBy(["connections.id", "connections.label", "connections.label_key"])
    .having(sql<SqlBool>`max(case when ${busy} then 1 else 0 end) = 1`)
    .orderBy("connections.label_key")
    .orderBy("connections.id")
    .execute();
  return rows.map((row) => ({
    connectionId: row.id,
    label: row.label,
    teams: Number(row.teams),
    read: Number(row.teams) - Number(row.waiting),
    isListing: Number(row.listing) === 1,
    rows: Number(row.rows),
  }));
}
