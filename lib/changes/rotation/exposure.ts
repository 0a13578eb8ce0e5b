import "server-only";
import { limitDays, readPolicies } from "#lib/directory/policies/limits.ts";
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

/** In use, then not known, then not in use; the oldest first. */
const useRank = ({ inUse }: SecretRow): number => (inUse === undefined ? 1 : inUse ? 0 : 2);
const byUrgency = (a: SecretRow, b: SecretRow): number =>
  useRank(a) - useRank(b) ||
  (b.ageDays ?? -1) - (a.ageDays ?? -1) ||
  (a.name < b.name ? -1 : a.name > b.name ? 1 : a.teamName < b.teamName ? -1 : 1);
