import "server-only";
import type { RosterTeam } from "#lib/changes/roster/schema.ts";
import { folded, type NamedTeam } from "#lib/changes/roster/teams.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** How a roster as code names a team. */
export type TeamName = Omit<RosterTeam, "members">;

const MAX_QUOTED = 60;
const quoted = (name: string): string =>
  `"${name.length > MAX_QUOTED ? `${name.slice(0, MAX_QUOTED - 1)}…` : name}"`;

const exactly = (name: string): string => name;
const keyOf = (spelled: (name: string) => string, { connection, team }: TeamName): string =>
  `${spelled(connection)}\n${spelled(team)}`;
const nameOf = ({ connection, name }: NamedTeam): TeamName => ({ connection, team: name });

/** How each team is called: by its connection and name, and what tells it from others where those are not enough. */
export function teamNames(teams: readonly NamedTeam[]): Map<string, TeamName> {
  const names = new Map<string, TeamName>();
  for (const same of Map.groupBy(teams, (team) => keyOf(exactly, nameOf(team))).values())
    for (const team of same) {
      const ofVendor = same.filter(({ vendor }) => vendor === team.vendor);
      const { connection, name } = team;
      names.set(team.id, {
        connection,
        ...(same.length > 1 ? { vendor: team.vendor } : {}),
        team: name,
        ...(ofVendor.length > 1 ? { id: team.id } : {}),
      });
    }
  return names;
}

/**
 * Finds teams by how a roster names them: as it is written, else without regard to case, accents, blanks and signs that
 * nobody sees. What fits several is never guessed, and an id whose team is called something else is none.
 */
export function fileTeamFinder(
  teams: readonly NamedTeam[],
): (wanted: TeamName) => { team: NamedTeam } | { words: string } {
  const exact = Map.groupBy(teams, (team) => keyOf(exactly, nameOf(team)));
  const loose = Map.groupBy(teams, (team) => keyOf(folded, nameOf(team)));
  const labels = new Set(teams.map(({ connection }) => folded(connection)));
  const byId = new Map(teams.map((team) => [team.id, team]));
  return (wanted) => {
    const { connection, vendor, team, id } = wanted;
    const fits = (one: NamedTeam) =>
      (vendor === undefined || one.vendor === vendor) && (id === undefined || one.id === id);
    const found = [exact, loose].map((index, place) =>
      (index.get(keyOf(place === 0 ? exactly : folded, wanted)) ?? []).filter(fits),
    );
    const [only, other] = found.find((some) => some.length > 0) ?? [];
    if (only && !other) return { team: only };
    if (only)
      return {
        words: `several teams of ${quoted(connection)} are called ${quoted(team)}: name the vendor (${[...new Set((loose.get(keyOf(folded, wanted)) ?? []).map((one) => one.vendor))].join(" or ")}) or the id too`,
      };
    const called = id === undefined ? undefined : byId.get(id);
    if (called)
      return {
        words: `the team with this id is called ${quoted(called.name)} and is ${VENDOR_FACTS[called.vendor].name}'s, of the connection ${quoted(called.connection)}`,
      };
    return {
      words: labels.has(folded(connection))
        ? `no team of the connection ${quoted(connection)} is called ${quoted(team)}`
        : `no connection is called ${quoted(connection)}`,
    };
  };
}
