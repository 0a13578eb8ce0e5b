import "server-only";
import { sql } from "kysely";
import { daysSince } from "#lib/core/days-since.ts";
import { isIds, type MatchOf } from "#lib/core/filter/fields.ts";
import { lastSet, limitDays, type Policy, readPolicies } from "#lib/directory/policies/limits.ts";
import type { SecretFilter } from "#lib/directory/secrets/filter.ts";
import { SECRET_CONDITIONS } from "#lib/directory/secrets/filter-sql.ts";
import type { StoredSecret } from "#lib/directory/secrets/mutations.ts";
import { type SameValue, sameValues } from "#lib/directory/secrets/same-values.ts";
import type { SecretRow } from "#lib/directory/secrets/schema.ts";
import { freshnessOf, listId } from "#lib/directory/sync/lists.ts";
import { teamLabels } from "#lib/directory/teams/labels.ts";
import type { RowPage } from "#lib/directory/teams/schema.ts";
import { filtered } from "#lib/store/db/conditions.ts";
import { db } from "#lib/store/db/connection.ts";
import { problemsOf } from "#lib/store/db/synced-rows.ts";
import type { Bit } from "#lib/store/db/tables.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

export const RIGHTS = [
  "teams.vendor",
  "teams.may_manage as team_manages",
  "connections.may_manage as connection_manages",
] as const;

export const liveSecrets = () =>
  db()
    .selectFrom("secrets")
    .innerJoin("teams", "teams.id", "secrets.team_id")
    .innerJoin("connections", "connections.id", "secrets.connection_id")
    .where("secrets.removed_at", "is", null)
    .where("teams.removed_at", "is", null);

function matching(teamId: string | undefined, match: MatchOf<SecretFilter>, policies: readonly Policy[]) {
  const live = teamId ? liveSecrets().where("secrets.team_id", "=", teamId) : liveSecrets();
  return filtered(live, SECRET_CONDITIONS, match, { teamId, policies });
}

/** Secrets with these ids, or else all that match, by team and name; at most `limit`. */
export async function listChosenSecrets(
  teamId: string | undefined,
  chosen: readonly string[] | MatchOf<SecretFilter>,
  limit: number,
): Promise<{ id: string; team_id: string; name: string }[]> {
  const query = isIds(chosen)
    ? liveSecrets().where("secrets.id", "in", [...new Set(chosen)])
    : matching(teamId, chosen, await readPolicies());
  return query
    .select(["secrets.id", "secrets.team_id", "secrets.name"])
    .orderBy("teams.name_key")
    .orderBy("secrets.name_key")
    .orderBy("secrets.id")
    .limit(limit)
    .execute();
}

/** Oldest first is "age, descending", so that an age sorts as the number it is. */
const SORTS = {
  name: sql`secrets.name_key`,
  team: sql`teams.name_key`,
  created: sql`secrets.created_at`,
  modified: sql`secrets.modified_at`,
  age: lastSet,
  inUse: sql`secrets.in_use`,
} as const;

async function readSecrets(teamId: string | undefined, filter: SecretFilter) {
  const { sort, dir, offset, limit } = filter;
  const value = SORTS[sort];
  const direction = sort === "age" ? (dir === "asc" ? "desc" : "asc") : dir;
  const policies = await readPolicies();
  const counted = await matching(teamId, filter, policies)
    .select(sql<number>`count(*)`.as("n"))
    .executeTakeFirstOrThrow();
  const rows = await matching(teamId, filter, policies)
    .selectAll("secrets")
    .select(RIGHTS)
    .select(limitDays(policies).as("limit_days"))
    // What is not known comes last in either direction, on either database.
    .orderBy(sql`case when ${value} is null then 1 else 0 end`)
    .orderBy(value, direction)
    .orderBy("secrets.name_key")
    .orderBy("secrets.id")
    .limit(limit)
    .offset(offset)
    .execute();
  return { rows: await toRows(rows), total: Number(counted.n) };
}

/** What `toRows` needs of a secret: its row, the rights of its team and connection, its policy's limit. */
export type Stored = StoredSecret & {
  vendor: VendorId;
  team_manages: Bit;
  connection_manages: Bit;
  limit_days: number;
};

/** A team's secrets: names and dates. A value is nowhere in the store. */
export async function listSecrets(teamId: string, filter: SecretFilter): Promise<RowPage<SecretRow>> {
  const list = listId(teamId, "secrets");
  const freshness = (await freshnessOf([list])).get(list);
  const { rows, total } = await readSecrets(teamId, filter);
  return { rows, offset: filter.offset, total, ...(freshness ? { freshness } : {}) };
}

/** The secrets of all teams, labelled by name, and by name and team where several share one. */
export async function listAllSecrets(filter: SecretFilter): Promise<RowPage<SecretRow>> {
  const { rows, total } = await readSecrets(undefined, filter);
  const names = await sharedNames(rows);
  const labelled = rows.map((row) =>
    names.has(row.name) ? { ...row, label: `${row.name} (${row.teamName})` } : row,
  );
  return { rows: labelled, offset: filter.offset, total };
}

async function sharedNames(rows: readonly SecretRow[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const twins = await db()
    .selectFrom("secrets")
    .select("name")
    .where("removed_at", "is", null)
    .where(
      "name",
      "in",
      rows.map((row) => row.name),
    )
    .groupBy("name")
    .having(sql<number>`count(*)`, ">", 1)
    .execute();
  return new Set(twins.map((twin) => twin.name));
}

/** One secret of a team by its exact name; undefined when there is none. */
export async function getSecret(teamId: string, name: string): Promise<SecretRow | undefined> {
  const rows = await liveSecrets()
    .selectAll("secrets")
    .select(RIGHTS)
    .select(limitDays(await readPolicies()).as("limit_days"))
    .where("secrets.team_id", "=", teamId)
    .where("secrets.name", "=", name)
    .execute();
  return (await toRows(rows))[0];
}

/** Stored secrets as the pages show them, with the names of their teams. */
export async function toRows(stored: readonly Stored[]): Promise<SecretRow[]> {
  const same = await sameValues(stored);
  const twins = [...same.values()].flat();
  const labels = await teamLabels([...stored.map((row) => row.team_id), ...twins.map((twin) => twin.teamId)]);
  return rowsOf(stored, labels, same);
}

function rowsOf(
  rows: readonly Stored[],
  teamNames: ReadonlyMap<string, string>,
  same: ReadonlyMap<string, SameValue[]>,
): SecretRow[] {
  const now = Date.now();
  return rows.map((row) => {
    const at = row.modified_at ?? row.created_at;
    const ageDays = daysSince(at, now);
    const twins = same.get(row.id) ?? [];
    return {
      id: row.id,
      teamId: row.team_id,
      teamName: teamNames.get(row.team_id) ?? "",
      vendor: row.vendor,
      connectionId: row.connection_id,
      name: row.name,
      label: row.name,
      ...(row.created_at === null ? {} : { createdAt: row.created_at }),
      ...(row.modified_at === null ? {} : { modifiedAt: row.modified_at }),
      ...(ageDays === undefined ? {} : { ageDays }),
      ...(row.in_use === null ? {} : { inUse: row.in_use === 1 }),
      limitDays: Number(row.limit_days),
      ...(row.rotated_at === null ? {} : { rotatedAt: row.rotated_at }),
      ...(row.set_at === null ? {} : { setAt: row.set_at, changedOutside: row.fingerprint === null }),
      ...(twins.length > 0
        ? { sameAs: twins.map((twin) => ({ ...twin, teamName: teamNames.get(twin.teamId) ?? "" })) }
        : {}),
      mayManage: row.team_manages === 1 && row.connection_manages === 1,
      problems: problemsOf(row.problems),
    };
  });
}
