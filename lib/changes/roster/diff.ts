import "server-only";
import {
  type Collector,
  collector,
  type FullReading,
  type PlaceOf,
  problemWords,
} from "#lib/changes/intake/findings.ts";
import { type RosterLine, sameUntil } from "#lib/changes/intake/parse-roster.ts";
import type { TeamLoss } from "#lib/changes/roster/brakes.ts";
import { compare, knownEnds, ORDER, type Resolved, removal } from "#lib/changes/roster/compare.ts";
import {
  awaitedIn,
  membersOfTeams,
  type OrgPeople,
  organizationPeople,
  type RosterMember,
  type TeamMembers,
} from "#lib/changes/roster/people.ts";
import { Kept } from "#lib/changes/roster/removals.ts";
import type { NamedTeam } from "#lib/changes/roster/teams.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** The team that a line names, or why there is none; without words it is said elsewhere. */
export type Place = { team: NamedTeam } | { words: string | undefined };

/** A roster, whatever it was read from. */
export type ToCompare = {
  lines: readonly RosterLine[];
  placeOfLine: (line: RosterLine) => Place;
  /** Teams that it names, also where no line is about them. */
  teams?: readonly NamedTeam[];
  /** Whoever is in a named team and in no line goes. */
  removeOthers: boolean;
  /** Whose clocks its times go by. */
  zone: string;
  /** It says who is in its teams and until when, as they shall be: an end that is otherwise is a finding. */
  isWhole?: boolean;
  notes?: string[];
  /** Where a line stands; "line 3" where absent. */
  wordsOfPlace?: PlaceOf;
};
export type Compared = FullReading & { losses: TeamLoss[] };

type Named = { line: RosterLine; place: NamedTeam | undefined; team: NamedTeam | undefined };

/**
 * What a roster changes: who is added, gets another role and, where asked for, is removed from the teams it names. What is
 * already so is left alone; whom only a console can invite stands apart; every line that cannot be used has a finding.
 * Reads the store alone.
 */
export async function compareRoster(given: ToCompare): Promise<Compared> {
  const { lines, removeOthers, zone, isWhole = false } = given;
  const collected = collector(lines.length, given.notes ?? [], given.wordsOfPlace);
  const named = lines.map((line) => ({ line, ...teamOf(line, given.placeOfLine(line), collected) }));
  const teams = [...new Set([...(given.teams ?? []), ...named.flatMap(({ team }) => (team ? [team] : []))])];
  const teamIds = teams.map((team) => team.id);
  const members = await membersOfTeams(teamIds);
  const resolved = resolve(named, members, collected);
  const organizations = await organizationsOf(resolved);
  const ends = await knownEnds(resolved, isWhole);
  const awaited = isWhole ? await awaitedIn(teamIds) : undefined;
  for (const one of resolved) {
    const reason = compare(one, { organizations, ends, awaited, zone }, collected);
    if (reason !== undefined) bad(collected, one.line, reason);
  }
  for (const team of teams)
    if (!team.isRead)
      collected.notes.push(`${team.label} has not been read completely yet: refresh it first`);
  const losses: TeamLoss[] = [];
  const kept = removeOthers ? keptOf(new Kept(isWhole), named, { members, organizations }) : undefined;
  for (const team of teams) {
    const all = members.get(team.id)?.all ?? [];
    const leftOut = kept?.removeOthers(team, all, collected) ?? [];
    losses.push({ team, members: all, leftOut });
    for (const { userId } of leftOut) collected.change("removals", ORDER.remove, removal(team, userId));
  }
  return { ...collected.done(), losses };
}

/** Whom the lines name, with what is known of each by now. */
function keptOf(
  kept: Kept,
  named: readonly Named[],
  { members, organizations }: { members: Map<string, TeamMembers>; organizations: Map<string, OrgPeople> },
): Kept {
  const all = [...members.values()];
  for (const { line, place } of named) {
    const there = place ? members.get(place.id) : undefined;
    const found = place ? memberOf(line, there) : all.map((some) => memberOf(line, some)).find((one) => one);
    if (place && typeof found === "object")
      kept.member(place.id, found.userId, line.userId !== undefined && there?.byId.has(line.userId) === true);
    kept.names({
      line,
      team: place,
      isMember: typeof found === "object",
      isKnownId:
        line.userId !== undefined &&
        place !== undefined &&
        organizations.get(place.connectionId)?.ids.has(line.userId) === true,
    });
  }
  return kept;
}

function bad(collected: Collector, line: RosterLine, words: string): undefined {
  collected.find({ line: line.line, text: line.text, tone: "bad", words });
}

/** The team that a line names (`place`), and the same where the line can be used so far (`team`). */
function teamOf(
  line: RosterLine,
  found: Place,
  collected: Collector,
): { place: NamedTeam | undefined; team: NamedTeam | undefined } {
  const place = "team" in found ? found.team : undefined;
  if (line.problem === "duplicate") {
    const words = problemWords("duplicate", line, collected.placeOf);
    collected.find({ line: line.line, text: line.text, tone: "quiet", words });
    return { place, team: undefined };
  }
  if (line.problem)
    return { place, team: bad(collected, line, problemWords(line.problem, line, collected.placeOf)) };
  if ("words" in found && found.words !== undefined) bad(collected, line, found.words);
  return { place, team: place };
}

/** Finds the member of each line, and marks lines that turn out to be about the same one. */
function resolve(
  named: readonly Named[],
  members: Map<string, TeamMembers>,
  collected: Collector,
): Resolved[] {
  const usable: Resolved[] = [];
  for (const { line, team } of named) {
    if (!team) continue;
    const found = memberOf(line, members.get(team.id));
    if (typeof found === "string") bad(collected, line, found);
    else usable.push({ line, team, member: found });
  }
  const same = Map.groupBy(
    usable,
    ({ line, team, member }) =>
      `${team.id}\n${member ? `id ${member.userId}` : `mail ${line.key ?? line.userId}`}`,
  );
  return [...same.values()].flatMap((group) => {
    const [first, ...others] = group;
    if (!first || others.length === 0) return group;
    const agree = others.every(({ line }) => line.role === first.line.role && sameUntil(line, first.line));
    for (const { line } of agree ? others : group) {
      const of = line === first.line ? others[0]?.line.line : first.line.line;
      const problem = agree ? "duplicate" : "contradiction";
      const words = problemWords(problem, of === undefined ? {} : { of }, collected.placeOf);
      collected.find({ line: line.line, text: line.text, tone: agree ? "quiet" : "bad", words });
    }
    return agree ? [first] : [];
  });
}

function memberOf(line: RosterLine, members: TeamMembers | undefined): RosterMember | string | undefined {
  const byId = line.userId === undefined ? undefined : members?.byId.get(line.userId);
  if (byId) {
    const isNobodyElse =
      line.key === null
        ? // An id alone names somebody; beside an address that cannot be read, it may be a number of another list.
          line.email === "" || byId.emailKey === null || line.mayMean.includes(byId.emailKey)
        : byId.emailKey === null || byId.emailKey === line.key;
    return isNobodyElse ? byId : "the user ID belongs to somebody with another e-mail";
  }
  const byEmail = line.keys.map((key) => members?.byEmail.get(key)).find((some) => some !== undefined) ?? [];
  return byEmail.length > 1 ? "several members have this address: name the user ID too" : byEmail[0];
}

/** Who of those to be added is in the vendor's organization already. */
async function organizationsOf(resolved: readonly Resolved[]): Promise<Map<string, OrgPeople>> {
  const absent = resolved.filter(
    ({ team, member }) => !member && VENDOR_FACTS[team.vendor].capabilities.addMembers,
  );
  const found = new Map<string, OrgPeople>();
  for (const [connectionId, some] of Map.groupBy(absent, ({ team }) => team.connectionId)) {
    const keys = new Set(some.flatMap(({ line }) => (line.key === null ? [] : [line.key])));
    const userIds = new Set(some.flatMap(({ line }) => (line.userId === undefined ? [] : [line.userId])));
    found.set(connectionId, await organizationPeople(connectionId, { keys, userIds }));
  }
  return found;
}
