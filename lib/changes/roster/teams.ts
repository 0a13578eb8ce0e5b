import "server-only";
import { seenText } from "#lib/core/addresses/signs.ts";
import { COLUMNS, labelsOf, liveTeams } from "#lib/directory/teams/labels.ts";
import { textKey } from "#lib/store/db/text-key.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

/** A team, or an organization's own list, as a list of people may name it. */
export type NamedTeam = {
  id: string;
  connectionId: string;
  vendor: VendorId;
  kind: "team" | "organization";
  vendorTeamId: string;
  namespace: string | undefined;
  name: string;
  /** Unique over all teams. */
  label: string;
  /** What it belongs to: the organization's name. */
  organization: string;
  /** What its connection is called in Rollcall. */
  connection: string;
  /** Its list of members was read to its end once. */
  isRead: boolean;
};

/** All teams, and organizations where asked for, in the order of their names. */
export async function namedTeams(kinds: readonly NamedTeam["kind"][] = ["team"]): Promise<NamedTeam[]> {
  const rows = await liveTeams()
    .selectAll("teams")
    .select(COLUMNS)
    .where("teams.kind", "in", [...kinds])
    .orderBy("teams.name_key")
    .orderBy("teams.id")
    .execute();
  const labels = await labelsOf(rows);
  return rows.map((row) => ({
    id: row.id,
    connectionId: row.connection_id,
    vendor: row.vendor,
    kind: row.kind,
    vendorTeamId: row.vendor_team_id,
    namespace: row.namespace ?? undefined,
    name: row.name,
    label: labels.get(row.id) ?? row.name,
    organization: row.target_name,
    connection: row.connection_label,
    isRead: row.synced_at !== null,
  }));
}

type TeamFound = { team: NamedTeam } | { problem: "unknown" | "ambiguous" };

/** Every way in which a roster may spell a team; the first ones are for an export. */
function spellings({ vendor, name, label, vendorTeamId }: NamedTeam): string[] {
  const called = VENDOR_FACTS[vendor].name;
  const byId = `${name} (${vendorTeamId})`;
  return [`${called} / ${name}`, `${called} / ${label}`, `${called} / ${byId}`, label, name, byId];
}

/** A name as people tell it from others, whatever its case, accents, blanks and signs that nobody sees. */
export const folded = (text: string): string => textKey(seenText(text).replace(/\s*\/\s*/gu, "/"), 1_024);

function indexed(
  teams: readonly NamedTeam[],
  keyOf: (spelling: string) => string,
): Map<string, Set<NamedTeam>> {
  const index = new Map<string, Set<NamedTeam>>();
  for (const team of teams)
    for (const spelling of spellings(team)) {
      const key = keyOf(spelling);
      const known = index.get(key);
      if (known) known.add(team);
      else index.set(key, new Set([team]));
    }
  return index;
}

/**
 * Finds teams by "Vendor / Team name", or by the name alone where it is the only one: as it is written, else without
 * regard to case, accents, blanks and signs that nobody sees. What fits several is never guessed.
 */
export function teamFinder(teams: readonly NamedTeam[]): (text: string) => TeamFound {
  const exact = indexed(teams, (spelling) => spelling.trim());
  const loose = indexed(teams, folded);
  return (text) => {
    const found = exact.get(text.trim()) ?? loose.get(folded(text));
    const [only, other] = found ?? [];
    if (!only) return { problem: "unknown" };
    return other ? { problem: "ambiguous" } : { team: only };
  };
}

/** How an export spells each team, so that it is found again: the shortest spelling that fits it alone. */
export function exportNames(teams: readonly NamedTeam[]): Map<string, string> {
  const exact = indexed(teams, (spelling) => spelling.trim());
  return new Map(
    teams.map((team) => {
      const all = spellings(team);
      const own = all.find((spelling) => exact.get(spelling.trim())?.size === 1);
      return [team.id, own ?? all[2] ?? team.name];
    }),
  );
}
