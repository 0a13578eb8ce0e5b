import "server-only";
import { sql } from "kysely";
import { keptAWhile } from "#lib/core/kept.ts";
import type { PersonFilter } from "#lib/directory/people/filter.ts";
import type { MatrixTeam } from "#lib/directory/people/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { seen, viewKey } from "#lib/store/db/view.ts";
import { VENDOR_IDS, type VendorId } from "#lib/vendors/ids.ts";

/** Columns that a wide window has room for. */
export const MAX_COLUMNS = 12;

/** Versions of what a ranking is made of. */
type Versions = { members: number; teams: number };

/** Teams and organizations by how many people they have. A team that is new is there at once; how many it has may be a little late. */
const ranking = (versions: Versions): Promise<MatrixTeam[]> =>
  keptAWhile(
    "people-matrix",
    { key: `${viewKey()}\n${versions.teams}`, version: versions.members },
    async () => {
      const { rows } = await sql<{ id: string; vendor: VendorId; kind: MatrixTeam["kind"]; name: string }>`
      select teams.id, teams.vendor, teams.kind, teams.name from ${seen("teams")} as teams
      left join (select team_id, count(*) as people from ${seen("members")} as members where removed_at is null group by team_id) as counted
        on counted.team_id = teams.id
      where teams.removed_at is null
      order by case when counted.people is null then 1 else 0 end, counted.people desc, teams.name_key, teams.id`.execute(
        db(),
      );
      return rows.map(({ id, ...team }) => ({ teamId: id, ...team }));
    },
  );

const onlyOn = (filter: Pick<PersonFilter, "in">): VendorId | undefined =>
  VENDOR_IDS.find((vendor) => filter.in === vendor || filter.in === `only-${vendor}`);

/**
 * The teams that get a column first: the one that is filtered by, those that are pinned, then those with most people, of each
 * vendor in turn, so that both stand side by side. `total` counts them all. `versions` say when members or teams have changed.
 */
export async function matrixTeams(
  filter: Pick<PersonFilter, "in" | "team">,
  versions: Versions,
  pinned: readonly string[] = [],
): Promise<{ matrix: MatrixTeam[]; total: number }> {
  const vendor = onlyOn(filter);
  const all = await ranking(versions);
  const candidates = vendor ? all.filter((team) => team.vendor === vendor) : all;
  const chosen = all.find((team) => team.teamId === filter.team);
  const byVendor = VENDOR_IDS.map((id) => candidates.filter((team) => team.vendor === id));
  const turns = Array.from({ length: MAX_COLUMNS }, (_, turn) =>
    byVendor.flatMap((teams) => teams[turn] ?? []),
  );
  const mine = pinned.flatMap((id) => all.find((team) => team.teamId === id) ?? []);
  const ordered = new Set([...(chosen ? [chosen] : []), ...mine, ...turns.flat()]);
  const matrix = [...ordered]
    .slice(0, MAX_COLUMNS)
    .map((team): MatrixTeam => (mine.includes(team) ? { ...team, isPinned: true } : team));
  return { matrix, total: candidates.length };
}
