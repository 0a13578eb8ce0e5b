import "server-only";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Viewer } from "#lib/core/permissions.ts";
import { freshnessOf, listId } from "#lib/directory/sync/lists.ts";
import type { TeamFilter } from "#lib/directory/teams/filter.ts";
import { TEAM_CONDITIONS } from "#lib/directory/teams/filter-sql.ts";
import {
  belongsTo,
  COLUMNS,
  labelsOf,
  liveTeams,
  type TeamWithConnection,
} from "#lib/directory/teams/labels.ts";
import { readManaged } from "#lib/directory/teams/managed.ts";
import {
  type TeamFreshness,
  type TeamName,
  type TeamPage,
  type TeamRow,
  teamFilterSchema,
} from "#lib/directory/teams/schema.ts";
import { filtered } from "#lib/store/db/conditions.ts";
import { db } from "#lib/store/db/connection.ts";
import { keepCount, keptCount } from "#lib/store/db/segments.ts";
import { textKey } from "#lib/store/db/text-key.ts";
import { seen } from "#lib/store/db/view.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import { VENDOR_IDS } from "#lib/vendors/ids.ts";

/** May be managed by what is known: the team's own right, the connection's, and no write was refused since. */
const MANAGES = sql<SqlBool>`(teams.may_manage = 1 and connections.may_manage = 1 and connections.state <> 'readonly')`;
/** As `TeamRow.memberCount` counts. */
const memberCount = () => sql<number | null>`case when member_list.synced_at is null then teams.member_count
  else (select count(*) from ${seen("members")} as members where members.team_id = teams.id and members.removed_at is null) end`;

/**
 * The teams of all connections, searched, filtered and sorted in SQL. Reads the store alone, but for `managedBy`: what
 * that person manages is asked of the vendor where the copy is older than five minutes. A failure there stands in
 * the page where another connection answered, and is thrown where none did.
 */
export async function listTeams(filter: TeamFilter, _viewer: Viewer): Promise<TeamPage> {
  const { managedBy, dir, offset, limit } = filter;
  const unread = managedBy ? await readManaged(managedBy) : undefined;
  const matching = () =>
    filtered(liveTeams().where("teams.kind", "=", "team"), TEAM_CONDITIONS, filter, undefined);
  const counted = await matching().select(sql<number>`count(*)`.as("n")).executeTakeFirstOrThrow();
  let sorted = matching().selectAll("teams").select(COLUMNS);
  for (const term of await sortTerms(filter.sort)) {
    sorted = sorted.orderBy(sql`case when ${term} is null then 1 else 0 end`).orderBy(term, dir);
  }
  const byName = filter.sort === "name" ? dir : "asc";
  const rows = await sorted
    .orderBy("teams.name_key", byName)
    .orderBy("teams.id", byName)
    .limit(limit)
    .offset(offset)
    .execute();
  return {
    rows: await toRows(rows),
    offset,
    total: Number(counted.n),
    ...(unread ? { unread } : {}),
  };
}

async function sortTerms(sort: TeamFilter["sort"]): Promise<RawBuilder<unknown>[]> {
  switch (sort) {
    case "name":
      return [];
    case "vendor":
      return [sql`teams.vendor`];
    case "members":
      return [memberCount()];
    case "rights":
      return [sql`case when ${MANAGES} then 0 else 1 end`, sql`1 - teams.may_view`];
    case "synced":
      return [sql`member_list.synced_at`];
    case "belongsTo":
      return [await rankOfConnections()];
  }
}

/** A connection's place by what its teams belong to: there are few, so the order is made here and is exact. */
async function rankOfConnections(): Promise<RawBuilder<unknown>> {
  const rows = await db()
    .selectFrom("connections")
    .select(["id", "vendor", "target_name", "namespace as target_namespace"])
    .execute();
  const ranked = rows
    .map((row) => ({ id: row.id, key: `${textKey(belongsTo(row))}\n${row.id}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  if (ranked.length === 0) return sql`0`;
  const cases = ranked.map(({ id }, rank) => sql`when ${id} then ${sql.lit(rank)}`);
  return sql`case teams.connection_id ${sql.join(cases, sql` `)} end`;
}

/** One team, or an organization's list of people, by Rollcall's id; undefined when there is none. */
export async function getTeam(id: string): Promise<TeamRow | undefined> {
  const rows = await liveTeams().selectAll("teams").select(COLUMNS).where("teams.id", "=", id).execute();
  return (await toRows(rows))[0];
}

/** Organizations' own lists by their name, at most `limit`. */
export async function findOrganizations(q: string, limit: number): Promise<TeamRow[]> {
  const rows = await filtered(
    liveTeams().where("teams.kind", "=", "organization"),
    TEAM_CONDITIONS,
    teamFilterSchema.parse({ q }),
    undefined,
  )
    .selectAll("teams")
    .select(COLUMNS)
    .orderBy("teams.name_key")
    .orderBy("teams.id")
    .limit(limit)
    .execute();
  return toRows(rows);
}

/** Those of these teams and organizations' lists that are there, by Rollcall's id. */
export async function getTeams(ids: readonly string[]): Promise<Map<string, TeamRow>> {
  if (ids.length === 0) return new Map();
  const rows = await liveTeams().selectAll("teams").select(COLUMNS).where("teams.id", "in", ids).execute();
  return new Map((await toRows(rows)).map((row) => [row.id, row]));
}

const teamsWithSecrets = () =>
  liveTeams()
    .where("teams.kind", "=", "team")
    .where(
      "teams.vendor",
      "in",
      VENDOR_IDS.filter((id) => VENDOR_FACTS[id].capabilities.secrets),
    );

/** Whether there is a team whose secrets may be written, by what is known. */
export async function someTeamTakesSecrets(): Promise<boolean> {
  const one = await teamsWithSecrets().where(MANAGES).select("teams.id").limit(1).executeTakeFirst();
  return one !== undefined;
}

/** All teams that can have secrets, by name, for forms: none is left out, however many there are. */
export async function listTeamsWithSecrets(): Promise<TeamName[]> {
  const rows = await teamsWithSecrets()
    .selectAll("teams")
    .select(COLUMNS)
    .select(sql<number>`case when ${MANAGES} then 1 else 0 end`.as("manages"))
    .orderBy("teams.name_key")
    .orderBy("teams.id")
    .execute();
  const labels = await labelsOf(rows);
  return rows.map(({ id, name, manages }) => ({
    id,
    name: labels.get(id) ?? name,
    ...(Number(manages) === 1 ? {} : { isReadOnly: true as const }),
  }));
}

/** How many teams all connections have. */
export async function countTeams(): Promise<number> {
  const counted = await liveTeams()
    .select(sql<number>`count(*)`.as("n"))
    .where("teams.kind", "=", "team")
    .executeTakeFirstOrThrow();
  return Number(counted.n);
}

/** Age, progress and errors of a team's lists, and how its connection is. Undefined when there is no such team. */
export async function getTeamFreshness(id: string): Promise<TeamFreshness | undefined> {
  const team = await liveTeams()
    .select(["connections.id", "connections.state", "connections.state_reason"])
    .where("teams.id", "=", id)
    .executeTakeFirst();
  if (!team) return undefined;
  const lists = await freshnessOf([listId(id, "members"), listId(id, "secrets")]);
  const members = lists.get(listId(id, "members"));
  const secrets = lists.get(listId(id, "secrets"));
  return {
    ...(members ? { members } : {}),
    ...(secrets ? { secrets } : {}),
    connection: {
      id: team.id,
      state: team.state,
      ...(team.state_reason ? { reason: team.state_reason } : {}),
    },
  };
}

async function counts(
  table: "members" | "secrets",
  teamIds: readonly string[],
): Promise<Map<string, number>> {
  if (teamIds.length === 0) return new Map();
  const { rows } = await countsQuery(table, teamIds).execute(db());
  return new Map(rows.map((row) => [row.team_id, Number(row.n)]));
}

/**
 * How many live rows each team has, team by team: grouped, SQLite takes the index of all rows and looks at each of them, 8 ms for
 * 10,000 members instead of 0.7.
 */
export const countsQuery = (table: "members" | "secrets", teamIds: readonly string[]) =>
  sql<{ team_id: string; n: number }>`
    select teams.id as team_id, (select count(*) from ${seen(table)} as counted
      where counted.team_id = teams.id and counted.removed_at is null) as n
    from ${seen("teams")} as teams where teams.id in (${sql.join(teamIds)})`;

/** A team of 100,000 is counted once for each version of its list. */
async function memberCounts(rows: readonly TeamWithConnection[]): Promise<Map<string, number>> {
  const keyOf = (row: TeamWithConnection) => `members:${row.id}:${row.member_version}`;
  const known = new Map(rows.map((row) => [row.id, keptCount(keyOf(row))]));
  const due = rows.filter((row) => row.synced_at !== null && known.get(row.id) === undefined);
  const counted = await counts(
    "members",
    due.map((row) => row.id),
  );
  for (const row of due) keepCount(keyOf(row), counted.get(row.id) ?? 0);
  return new Map(rows.map((row) => [row.id, known.get(row.id) ?? counted.get(row.id) ?? 0]));
}

async function toRows(rows: readonly TeamWithConnection[]): Promise<TeamRow[]> {
  const withSecrets = rows.filter((row) => VENDOR_FACTS[row.vendor].capabilities.secrets);
  const [members, secrets, labels] = await Promise.all([
    memberCounts(rows),
    counts(
      "secrets",
      withSecrets.map((row) => row.id),
    ),
    labelsOf(rows),
  ]);
  return rows.map((row) => {
    const memberCount = row.synced_at === null ? row.member_count : (members.get(row.id) ?? 0);
    return {
      id: row.id,
      connectionId: row.connection_id,
      connectionLabel: row.connection_label,
      vendor: row.vendor,
      kind: row.kind,
      vendorTeamId: row.vendor_team_id,
      name: row.name,
      label: labels.get(row.id) ?? row.name,
      ...(row.namespace === null ? {} : { namespace: row.namespace }),
      belongsTo: belongsTo(row),
      ...(memberCount === null ? {} : { memberCount }),
      ...(withSecrets.includes(row) ? { secretCount: secrets.get(row.id) ?? 0 } : {}),
      ...(row.space_count === null ? {} : { spaceCount: row.space_count }),
      ...(row.created_at === null ? {} : { createdAt: row.created_at }),
      may: {
        view: row.may_view === 1,
        // A refused write marks the connection and takes nothing away here: the next write tries again.
        manage: row.may_manage === 1 && row.connection_manages === 1,
      },
      ...(row.synced_at === null ? {} : { syncedAt: row.synced_at }),
      connectionState: row.state,
    };
  });
}
