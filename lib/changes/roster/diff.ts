import "server-only";
import { setImmediate } from "node:timers/promises";
import type { Until } from "#lib/changes/ends/schema.ts";
import { readUpload } from "#lib/changes/intake/data.ts";
import { type Collector, collector, type FullReading, problemWords } from "#lib/changes/intake/findings.ts";
import { parseRoster, type RosterLine, sameUntil } from "#lib/changes/intake/parse-roster.ts";
import type { ParsedRosterChoice } from "#lib/changes/intake/schema.ts";
import { brakesOf, type TeamLoss, withBrakes } from "#lib/changes/roster/brakes.ts";
import {
  membersOfTeams,
  type OrgPeople,
  organizationPeople,
  type RosterMember,
  type TeamMembers,
} from "#lib/changes/roster/people.ts";
import { Kept } from "#lib/changes/roster/removals.ts";
import { type NamedTeam, namedTeams, teamFinder } from "#lib/changes/roster/teams.ts";
import { isInvitable } from "#lib/core/email-key.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { endsOf, placeKey } from "#lib/directory/ends/data.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import { TEAM_ROLES, type TeamRole } from "#lib/vendors/port.ts";
import { rolePhrase } from "#lib/vendors/role-words.ts";

/** People come before whom they replace, and a new admin before the old one goes. */
const ORDER = { add: 0, promote: 1, demote: 2, remove: 3 } as const;

type Named = { line: RosterLine; place: NamedTeam | undefined; team: NamedTeam | undefined };
type Resolved = { line: RosterLine; team: NamedTeam; member: RosterMember | undefined };

/**
 * What a roster that was sent changes: who is added, gets another role and, where asked for, is removed from the teams it
 * names. What is already so is left alone; whom only a console can invite stands apart; every line that cannot be used
 * has a finding. Reads the store alone. Throws NOT_FOUND (the upload is gone), INVALID_INPUT (no roster).
 */
export async function readRoster(viewer: Viewer, choice: ParsedRosterChoice): Promise<FullReading> {
  const text = await readUpload(viewer, choice.uploadId, "roster");
  const parsed = await parseRoster(text, () => setImmediate());
  if ("refused" in parsed) throw new AppError("INVALID_INPUT", { reason: parsed.refused });
  const { lines, unused } = parsed;
  const collected = collector(
    lines.length,
    unused.length > 0 ? [`Columns not used: ${unused.join(", ")}`] : [],
  );
  const find = teamFinder(await namedTeams());
  const named = lines.map((line) => ({ line, ...teamOf(line, find, collected) }));
  const teams = [...new Set(named.flatMap(({ team }) => (team ? [team] : [])))];
  const members = await membersOfTeams(teams.map((team) => team.id));
  const resolved = resolve(named, members, collected);
  const organizations = await organizationsOf(resolved);
  const ends = await knownEnds(resolved);
  for (const one of resolved) {
    const people = organizations.get(one.team.connectionId);
    const reason = compare(one, { people, ends, zone: choice.zone ?? "UTC" }, collected);
    if (reason !== undefined) bad(collected, one.line, reason);
  }
  for (const team of teams)
    if (!team.isRead)
      collected.notes.push(`${team.label} has not been read completely yet: refresh it first`);
  const losses: TeamLoss[] = [];
  const kept = choice.removeOthers ? keptOf(named, members, organizations) : undefined;
  for (const team of teams) {
    const all = members.get(team.id)?.all ?? [];
    const leftOut = kept?.removeOthers(team, all, collected) ?? [];
    losses.push({ team, members: all, leftOut });
    for (const { userId } of leftOut) collected.change("removals", ORDER.remove, removal(team, userId));
  }
  const { reading, changes } = collected.done();
  const brakes = brakesOf(losses, changes);
  return {
    reading: { ...reading, brakes: [...brakes.values()] },
    changes: withBrakes(changes, brakes),
  };
}

/** Whom the lines name, with what is known of each by now. */
function keptOf(
  named: readonly Named[],
  members: Map<string, TeamMembers>,
  organizations: Map<string, OrgPeople>,
): Kept {
  const kept = new Kept();
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

const removal = (team: NamedTeam, userId: string) => ({
  request: { kind: "member.remove" as const, input: { teamId: team.id, userId } },
});

function bad(collected: Collector, line: RosterLine, words: string): undefined {
  collected.find({ line: line.line, text: line.text, tone: "bad", words });
}

/** The team that a line names (`place`), and the same where the line can be used so far (`team`). */
function teamOf(
  line: RosterLine,
  find: ReturnType<typeof teamFinder>,
  collected: Collector,
): { place: NamedTeam | undefined; team: NamedTeam | undefined } {
  const found = line.team === "" ? undefined : find(line.team);
  const place = found && "team" in found ? found.team : undefined;
  if (line.problem === "duplicate") {
    collected.find({
      line: line.line,
      text: line.text,
      tone: "quiet",
      words: problemWords("duplicate", line),
    });
    return { place, team: undefined };
  }
  if (line.problem) return { place, team: bad(collected, line, problemWords(line.problem, line)) };
  if (place) return { place, team: place };
  const quoted = line.team.length > 60 ? `${line.team.slice(0, 59)}…` : line.team;
  bad(
    collected,
    line,
    found && "problem" in found && found.problem === "ambiguous"
      ? `several teams are called "${quoted}": write "Vendor / Team name"`
      : `no team is called "${quoted}"`,
  );
  return { place, team: undefined };
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
      const words = problemWords(agree ? "duplicate" : "contradiction", of === undefined ? {} : { of });
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

/** What one line changes; the reason where it cannot. */
function compare(
  one: Resolved,
  { people, ends, zone }: { people: OrgPeople | undefined; ends: KnownEnds; zone: string },
  collected: Collector,
): string | undefined {
  const { line, team, member } = one;
  const until = untilOf(line, zone);
  const { name, capabilities } = VENDOR_FACTS[team.vendor];
  const { role } = line;
  if (!member) return role === "remove" ? notThere(one, collected) : add(one, people, collected, until);
  if (role === undefined || role === member.role) {
    if (!hasEnd(one, ends)) keepsEnd(one, collected);
    return undefined;
  }
  if (role === "remove") {
    collected.change("removals", ORDER.remove, removal(team, member.userId));
    return undefined;
  }
  if (!capabilities.assignableRoles.includes(role)) return `${name} cannot make somebody ${rolePhrase(role)}`;
  if (!capabilities.assignableRoles.includes(member.role))
    return `${name} does not let anybody change the role of ${rolePhrase(member.role)}`;
  const isUp = TEAM_ROLES.indexOf(role) < TEAM_ROLES.indexOf(member.role);
  collected.change("roles", isUp ? ORDER.promote : ORDER.demote, {
    request: { kind: "member.setRole", input: { teamId: team.id, userId: member.userId, role }, ...until },
  });
  return undefined;
}

type Ending = { until?: Until };

/** When what a line gives ends, by the clocks of who sent it. */
const untilOf = ({ until }: RosterLine, zone: string): Ending =>
  until === undefined ? {} : { until: "at" in until ? until : { ...until, zone } };

type KnownEnds = Awaited<ReturnType<typeof endsOf>>;

/** The ends of what those have of whom lines say one. */
const knownEnds = (resolved: readonly Resolved[]): Promise<KnownEnds> =>
  endsOf(
    resolved.flatMap(({ line, team, member }) =>
      line.until && member
        ? [{ connection_id: team.connectionId, team_id: team.id, user_id: member.userId }]
        : [],
    ),
  );

/** Whether a line says no end, or the one that there is. */
function hasEnd({ line: { until }, team, member }: Resolved, ends: KnownEnds): boolean {
  if (!until || !member) return true;
  const end = ends.get(placeKey({ team_id: team.id, user_id: member.userId }))?.end;
  return "at" in until && end?.at === until.at;
}

/** What is so already gets no end by a list: that would take away what somebody was given for good. */
function keepsEnd({ line, team }: Resolved, collected: Collector): void {
  const words = `has that role in ${team.label} already: its end stays as it is, change it in their row`;
  collected.find({ line: line.line, text: line.text, tone: "quiet", words });
}

function notThere({ line, team }: Resolved, collected: Collector): undefined {
  const words = `is not in ${team.label}`;
  collected.find({ line: line.line, text: line.text, tone: "quiet", words });
}

function add(
  { line, team }: Resolved,
  people: OrgPeople | undefined,
  collected: Collector,
  until: Ending,
): string | undefined {
  const { name, capabilities } = VENDOR_FACTS[team.vendor];
  const { email, key } = line;
  const role: TeamRole = line.role === undefined || line.role === "remove" ? "member" : line.role;
  if (!capabilities.assignableRoles.includes(role)) return `${name} cannot make somebody ${rolePhrase(role)}`;
  const person = key === null ? undefined : people?.byEmail.get(key);
  const byId = line.userId !== undefined && people?.ids.has(line.userId) ? line.userId : undefined;
  const userId = byId ?? (person?.isShared ? undefined : person?.userId);
  if (userId !== undefined) {
    collected.change("adds", ORDER.add, {
      request: { kind: "member.add", input: { teamId: team.id, userId, role }, ...until },
    });
    return undefined;
  }
  if (person) return `several people of ${team.organization} have this address: name the user ID too`;
  if (!isInvitable(email))
    return key !== null
      ? "cannot be invited: not an e-mail address"
      : email === ""
        ? "nobody has this user ID"
        : "not an e-mail address, and nobody has this user ID";
  if (!capabilities.addMembers) {
    collected.console(team, { email, role, line: line.line });
    return undefined;
  }
  collected.invitesTo(team.organization);
  collected.change("invites", ORDER.add, {
    request: {
      kind: "org.invite",
      input: { connectionId: team.connectionId, email, teamId: team.id, role },
      ...until,
    },
  });
  return undefined;
}
