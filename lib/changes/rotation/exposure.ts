import "server-only";
import { sql } from "kysely";
import { lastSet, limitDays, readPolicies } from "#lib/directory/policies/limits.ts";
import { liveSecrets, RIGHTS, toRows } from "#lib/directory/secrets/data.ts";
import type { SecretRow } from "#lib/directory/secrets/schema.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";

/**
 * The secrets that somebody with these memberships could have read or set: all of those teams', for a team's secrets
 * reach every machine and deployment of its members. Those that a deployment uses come first, then the oldest.
 */
export async function secretsExposedTo(memberships: readonly { teamId: string }[]): Promise<SecretRow[]> {
  const policies = await readPolicies();
  const rows: SecretRow[] = [];
  for (const teamIds of chunks([...new Set(memberships.map(({ teamId }) => teamId))])) {
    const stored = await liveSecrets()
      .selectAll("secrets")
      .select(RIGHTS)
      .select(limitDays(policies).as("limit_days"))
      .where("secrets.team_id", "in", teamIds)
      .execute();
    rows.push(...(await toRows(stored)));
  }
  return rows.sort(byUrgency);
}

/** How many those are, and the names of the first, without reading the rest. */
export async function exposedNames(
  teamIds: readonly string[],
  limit: number,
): Promise<{ count: number; names: string[] }> {
  const ids = [...new Set(teamIds)];
  if (ids.length === 0) return { count: 0, names: [] };
  const exposed = liveSecrets().where("secrets.team_id", "in", ids);
  const [counted, first] = await Promise.all([
    exposed.select(sql<number>`count(*)`.as("n")).executeTakeFirstOrThrow(),
    exposed
      .select("secrets.name")
      .orderBy(sql`case secrets.in_use when 1 then 0 when 0 then 2 else 1 end`)
      .orderBy(sql`case when ${lastSet} is null then 1 else 0 end`)
      .orderBy(lastSet)
      .orderBy("secrets.name_key")
      .limit(limit)
      .execute(),
  ]);
  return { count: Number(counted.n), names: first.map(({ name }) => name) };
}

/** In use, then not known, then not in use; the oldest first. */
const useRank = ({ inUse }: SecretRow): number => (inUse === undefined ? 1 : inUse ? 0 : 2);
const byUrgency = (a: SecretRow, b: SecretRow): number =>
  useRank(a) - useRank(b) ||
  (b.ageDays ?? -1) - (a.ageDays ?? -1) ||
  (a.name < b.name ? -1 : a.name > b.name ? 1 : a.teamName < b.teamName ? -1 : 1);
