import { grouped } from "#lib/core/grouped.ts";
import "server-only";
import type { RosterLine } from "#lib/changes/intake/parse-roster.ts";
import { type LineFinding, MAX_FINDINGS } from "#lib/changes/intake/schema.ts";
import { compareRoster } from "#lib/changes/roster/diff.ts";
import { fileTeamFinder } from "#lib/changes/roster/file-teams.ts";
import { renamedFrom } from "#lib/changes/roster/renamed.ts";
import type { RosterEntry, RosterFile, RosterFinding, RosterTeam } from "#lib/changes/roster/schema.ts";
import { type NamedTeam, namedTeams } from "#lib/changes/roster/teams.ts";
import type { SourceLine } from "#lib/changes/types.ts";
import { isInvitable, mailboxKey } from "#lib/core/email-key.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** A team as a roster as code has it, and where that is. */
export type PlacedTeam = { entry: RosterTeam; where: string; found: NamedTeam | undefined; words?: string };

/** The teams of a roster as code, each with the one that it means, or why it means none. */
export async function placedTeams(roster: RosterFile): Promise<PlacedTeam[]> {
  const find = fileTeamFinder(await namedTeams());
  const placed = roster.teams.map((entry, index): PlacedTeam => {
    const answer = find(entry);
    const where = `teams[${index}]`;
    return "team" in answer
      ? { entry, where, found: answer.team }
      : { entry, where, found: undefined, words: answer.words };
  });
  const unknown = placed.filter(({ found }) => !found);
  const renamed = await renamedFrom(new Set(unknown.map(({ entry }) => entry.team)));
  for (const one of unknown) {
    const now = renamed.get(one.entry.team);
    if (now !== undefined) one.words += `; a team that was called so is ${JSON.stringify(now)} now`;
  }
  return placed;
}

/**
 * What a roster as code changes, and what of it could not be used; a team that this viewer does not see is none. Reads the
 * store alone.
 */
export async function readRosterFile(
  roster: RosterFile,
): Promise<{ findings: RosterFinding[]; changes: SourceLine[] }> {
  const teams = await placedTeams(roster);
  const places: { where: string; team: PlacedTeam; entry: RosterEntry }[] = teams.flatMap((team) =>
    team.entry.members.map((entry, index) => ({ where: `${team.where}.members[${index}]`, team, entry })),
  );
  const { reading, changes } = await compareRoster({
    lines: places.map(({ team, entry }, index) => lineOf(index + 1, team.entry, entry)),
    placeOfLine: ({ line }) => {
      const found = places[line - 1]?.team.found;
      // Said once, of the team.
      return found ? { team: found } : { words: undefined };
    },
    teams: teams.flatMap(({ found }) => found ?? []),
    removeOthers: roster.removeOthers,
    zone: "UTC",
    isWhole: true,
    wordsOfPlace: (line) => places[line - 1]?.where ?? "",
  });
  const whereOf = (line: number): string => places[line - 1]?.where ?? "";
  const findings: RosterFinding[] = [
    ...teams.flatMap(({ where, words }) => (words === undefined ? [] : [bad(where, words)])),
    ...reading.byConsole.flatMap(({ teamName, vendor, url, people }) =>
      people.map(({ email, line }) =>
        bad(
          whereOf(line),
          `${email}: only ${VENDOR_FACTS[vendor].name}'s console can invite somebody to ${teamName}${url ? `: ${url}` : ""}`,
        ),
      ),
    ),
    ...reading.notes.map((words) => bad("", words)),
    ...reading.findings.map((finding) => findingOf(finding, whereOf(finding.line))),
  ];
  const more = findings.length - MAX_FINDINGS + reading.findingTotal - reading.findings.length;
  return {
    findings:
      more > 0
        ? [...findings.slice(0, MAX_FINDINGS), bad("", `${grouped(more)} more are not shown`)]
        : findings,
    changes,
  };
}

const bad = (where: string, text: string): RosterFinding => ({ where, text, tone: "bad" });

const findingOf = ({ text, tone, words }: LineFinding, where: string): RosterFinding => ({
  where,
  text: `${text}: ${words}`,
  tone,
});

/** A day alone ends with its last minute. */
const LAST_MINUTE = "T23:59:00.000Z";

/** An entry as a line of a roster: a person is named by the address as it stands, and by nothing that it may mean besides. */
function lineOf(line: number, { team }: RosterTeam, entry: RosterEntry): RosterLine {
  const { email = "", userId, role = "member", until } = entry;
  const key = mailboxKey(email);
  const keys = key === null ? [] : [key];
  return {
    ...{ line, text: `${email || userId} in ${team}`, email, key, keys, mayMean: keys, team, role },
    isWhole: isInvitable(email),
    ...(userId === undefined ? {} : { userId }),
    ...(until === undefined ? {} : { until: { at: until.includes("T") ? until : `${until}${LAST_MINUTE}` } }),
    ...(key === null && userId === undefined ? { problem: "not-an-address" as const } : {}),
  };
}
