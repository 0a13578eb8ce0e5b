import "server-only";
import type { Until } from "#lib/changes/ends/schema.ts";
import type { Collector } from "#lib/changes/intake/findings.ts";
import type { RosterLine } from "#lib/changes/intake/parse-roster.ts";
import type { OrgPeople, RosterMember } from "#lib/changes/roster/people.ts";
import type { NamedTeam } from "#lib/changes/roster/teams.ts";
import { nowMs } from "#lib/core/clock.ts";
import { isInvitable } from "#lib/core/email-key.ts";
import { endsOf, placeKey } from "#lib/directory/ends/data.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import { TEAM_ROLES, type TeamRole } from "#lib/vendors/port.ts";
import { rolePhrase } from "#lib/vendors/role-words.ts";

/** People come before whom they replace, and a new admin before the old one goes. */
export const ORDER = { add: 0, promote: 1, demote: 2, remove: 3 } as const;

/** A line that can be used, with its team and whom it found there. */
export type Resolved = { line: RosterLine; team: NamedTeam; member: RosterMember | undefined };

export const removal = (team: NamedTeam, userId: string) => ({
  request: { kind: "member.remove" as const, input: { teamId: team.id, userId } },
});

/** What every line is compared with. */
export type Known = {
  organizations: ReadonlyMap<string, OrgPeople>;
  ends: KnownEnds;
  /** Of a roster that says who is there, ends included: whom the vendor's console has invited, as `awaitedIn` says it. */
  awaited?: ReadonlySet<string> | undefined;
  /** Whose clocks its times go by. */
  zone: string;
};

/** What one line changes; the reason where it cannot. */
export function compare(one: Resolved, known: Known, collected: Collector): string | undefined {
  const { line, team, member } = one;
  const { ends, zone, awaited } = known;
  const until = untilOf(line, zone);
  const { name, capabilities } = VENDOR_FACTS[team.vendor];
  const { role } = line;
  if (awaited && hasPassed(one, ends)) {
    const words = "its end has passed, so nothing is done about it";
    return member ? `${words}: say what they are now` : quiet(one, `${words}: take it out`, collected);
  }
  if (!member && awaited?.has(`${team.id}\n${line.key}`))
    return quiet(one, `was invited to ${team.label} and has not accepted yet`, collected);
  if (!member)
    return role === "remove"
      ? quiet(one, `is not in ${team.label}`, collected)
      : add(one, known.organizations.get(team.connectionId), collected, until);
  if (role === undefined || role === member.role) {
    if (awaited) return endDiffers(one, ends);
    return hasEnd(one, ends)
      ? undefined
      : quiet(
          one,
          `has that role in ${team.label} already: its end stays as it is, change it in their row`,
          collected,
        );
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

export type KnownEnds = Awaited<ReturnType<typeof endsOf>>;

/** The ends of what those have of whom lines say one, or of all. */
export const knownEnds = (resolved: readonly Resolved[], ofAll: boolean): Promise<KnownEnds> =>
  endsOf(
    resolved.flatMap(({ line, team, member }) =>
      (ofAll || line.until) && member
        ? [{ connection_id: team.connectionId, team_id: team.id, user_id: member.userId }]
        : [],
    ),
  );

const endThere = ({ team, member }: Resolved, ends: KnownEnds): string | undefined =>
  member && ends.get(placeKey({ team_id: team.id, user_id: member.userId }))?.end?.at;

const sameTime = (a: string, b: string): boolean => Date.parse(a) === Date.parse(b);

/** Whether a line says no end, or the one that there is. */
function hasEnd(one: Resolved, ends: KnownEnds): boolean {
  const { until } = one.line;
  if (!until || !one.member) return true;
  const end = endThere(one, ends);
  return "at" in until && end !== undefined && sameTime(end, until.at);
}

/** What a line gives is over; an end that has come and waits for a person is not. */
function hasPassed(one: Resolved, ends: KnownEnds): boolean {
  const { until } = one.line;
  return until !== undefined && "at" in until && Date.parse(until.at) <= nowMs() && !isSoNow(one, ends);
}

const isSoNow = (one: Resolved, ends: KnownEnds): boolean =>
  one.member?.role === one.line.role && hasEnd(one, ends);

/** How the end of a role that is so differs from what a roster says; no plan sets or moves an end alone. */
function endDiffers(one: Resolved, ends: KnownEnds): string | undefined {
  const end = endThere(one, ends);
  if (one.line.until === undefined)
    return end === undefined ? undefined : `it ends at ${end} in Rollcall, and the roster says no until`;
  if (hasEnd(one, ends)) return undefined;
  return end === undefined
    ? "it has no end in Rollcall: an end is set when a role is given, and later in their row in Rollcall"
    : `it ends at ${end} in Rollcall, not when the roster says: change either`;
}

/** What is worth saying and changes nothing. */
function quiet({ line }: Resolved, words: string, collected: Collector): undefined {
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
