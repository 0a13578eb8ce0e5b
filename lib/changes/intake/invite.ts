import "server-only";
import { setImmediate } from "node:timers/promises";
import { readUpload } from "#lib/changes/intake/data.ts";
import { type Collector, collector, type FullReading, problemWords } from "#lib/changes/intake/findings.ts";
import { type Invitee, parseInvitees } from "#lib/changes/intake/parse-invitees.ts";
import type { LineFinding, ParsedInvitationChoice } from "#lib/changes/intake/schema.ts";
import {
  awaitedIn,
  membersOfTeams,
  type OrgPeople,
  organizationPeople,
  type TeamMembers,
} from "#lib/changes/roster/people.ts";
import { type NamedTeam, namedTeams, teamFinder } from "#lib/changes/roster/teams.ts";
import { isInvitable } from "#lib/core/email-key.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { TeamRole } from "#lib/vendors/port.ts";
import { rolePhrase } from "#lib/vendors/role-words.ts";

/** One place that one person is to come to. */
type Wish = { team: NamedTeam; role: TeamRole };
type Known = {
  members: Map<string, TeamMembers>;
  organizations: Map<string, OrgPeople>;
  awaited: ReadonlySet<string>;
};
type Came = { tone: LineFinding["tone"]; words: string };

/**
 * What inviting a list that was sent would do: who is invited to an organization, added to a team, to be invited in a
 * console; who is a member or invited already; which lines cannot be used. Reads the store alone. Throws NOT_FOUND (the
 * upload is gone), INVALID_INPUT (no list).
 */
export async function readInvitees(viewer: Viewer, choice: ParsedInvitationChoice): Promise<FullReading> {
  const text = await readUpload(viewer, choice.uploadId, "invitees");
  const parsed = await parseInvitees(text, () => setImmediate());
  if ("refused" in parsed) throw new AppError("INVALID_INPUT", { reason: parsed.refused });
  const { lines, unused } = parsed;
  const collected = collector(
    lines.length,
    unused.length > 0 ? [`Columns not used: ${unused.join(", ")}`] : [],
  );
  const teams = await namedTeams(["team", "organization"]);
  const wishes = wisher(teams, choice);
  const asked = lines.map((line) => ({ line, wished: line.problem ? [] : wishes(line) }));
  const known = await knownPeople(asked);
  for (const { line, wished } of asked) {
    const came: Came =
      line.problem === undefined
        ? comeTo(line, wished, known, choice, collected)
        : {
            tone: line.problem === "duplicate" ? "quiet" : "bad",
            words: problemWords(line.problem, line),
          };
    collected.find({ line: line.line, index: line.index, text: line.email || line.text, ...came });
  }
  return collected.done();
}

/** Where each line's person is to go: what was chosen for the line, else the team it names, else the teams for all. */
function wisher(
  teams: readonly NamedTeam[],
  choice: ParsedInvitationChoice,
): (line: Invitee) => Wish[] | string {
  const byId = new Map(teams.map((team) => [team.id, team]));
  const find = teamFinder(teams.filter((team) => team.kind === "team"));
  const own = new Map(choice.perLine.map((one) => [one.index, one]));
  const forAll = choice.targets.flatMap(({ teamId, role }): Wish[] => {
    const team = byId.get(teamId);
    return team ? [{ team, role }] : [];
  });
  if (forAll.length < choice.targets.length)
    throw new AppError("NOT_FOUND", { reason: "A chosen team is gone" });
  return (line) => {
    const chosen = own.get(line.index);
    const role = chosen?.role ?? line.role;
    const ownTeam = chosen?.teamId === undefined ? undefined : byId.get(chosen.teamId);
    if (ownTeam) return [{ team: ownTeam, role: role ?? "member" }];
    if (line.team === undefined && line.beside !== undefined && !("problem" in find(line.beside)))
      return `names the team ${line.beside}, but no heading says so: write e-mail and team above the columns`;
    if (line.team === undefined) return role ? forAll.map((wish) => ({ ...wish, role })) : forAll;
    const found = find(line.team);
    if ("team" in found)
      return [
        { team: found.team, role: role ?? forAll.find(({ team }) => team === found.team)?.role ?? "member" },
      ];
    const quoted = line.team.length > 60 ? `${line.team.slice(0, 59)}…` : line.team;
    return found.problem === "ambiguous"
      ? `several teams are called "${quoted}": write "Vendor / Team name"`
      : `no team is called "${quoted}"`;
  };
}

async function knownPeople(asked: readonly { line: Invitee; wished: Wish[] | string }[]): Promise<Known> {
  const teams = new Map<string, NamedTeam>();
  const keys = new Map<string, Set<string>>();
  for (const { line, wished } of asked) {
    if (typeof wished === "string" || line.key === null) continue;
    for (const { team } of wished) {
      teams.set(team.id, team);
      const some = keys.get(team.connectionId);
      if (some) some.add(line.key);
      else keys.set(team.connectionId, new Set([line.key]));
    }
  }
  const organizations = new Map<string, OrgPeople>();
  for (const [connectionId, some] of keys)
    organizations.set(
      connectionId,
      await organizationPeople(connectionId, { keys: some, userIds: new Set() }),
    );
  const ids = [...teams.keys()];
  return { members: await membersOfTeams(ids), organizations, awaited: await awaitedIn(ids) };
}

function comeTo(
  line: Invitee,
  wished: Wish[] | string,
  known: Known,
  choice: ParsedInvitationChoice,
  collected: Collector,
): Came {
  if (typeof wished === "string") return { tone: "bad", words: wished };
  if (wished.length === 0) return { tone: "bad", words: "no team is chosen for it" };
  const each = wished.map((wish) => comeToOne(line, wish, known, choice, collected));
  // A line that is wrong for one of its teams must be seen, also where it does for another.
  const tone =
    (["bad", "ok", "quiet"] as const).find((one) => each.some((came) => came.tone === one)) ?? "quiet";
  const words = [
    ...new Set(each.filter((came) => tone !== "ok" || came.tone === "ok").map((came) => came.words)),
  ];
  return { tone, words: words.join("; ") };
}

function comeToOne(
  line: Invitee,
  { team, role }: Wish,
  known: Known,
  choice: ParsedInvitationChoice,
  collected: Collector,
): Came {
  const { name, capabilities } = VENDOR_FACTS[team.vendor];
  const { email, key } = line;
  if (!isInvitable(email) || key === null)
    return { tone: "bad", words: "cannot be invited: not an e-mail address" };
  const member = known.members.get(team.id)?.byEmail.get(key)?.[0];
  if (member?.status === "invited") return { tone: "quiet", words: `already invited to ${team.label}` };
  if (member) return { tone: "quiet", words: `already a member of ${team.label}` };
  const isTeam = team.kind === "team";
  if (isTeam && !capabilities.assignableRoles.includes(role))
    return { tone: "bad", words: `${name} cannot make somebody ${rolePhrase(role)} of ${team.label}` };
  if (isTeam && !capabilities.addMembers) {
    if (known.awaited.has(`${team.id}\n${key}`))
      return { tone: "quiet", words: `already invited to ${team.label}` };
    const { minutes } = choice;
    collected.console(team, { email, role, line: line.line, ...(minutes ? { minutes } : {}) });
    return { tone: "ok", words: `to be invited in ${name}'s console` };
  }
  const until = choice.minutes === undefined ? {} : { until: { minutes: choice.minutes } };
  const person = known.organizations.get(team.connectionId)?.byEmail.get(key);
  if (person?.isShared)
    return { tone: "bad", words: `several people of ${team.organization} have this address` };
  if (person && isTeam) {
    collected.change("adds", 0, {
      request: { kind: "member.add", input: { teamId: team.id, userId: person.userId, role }, ...until },
    });
    return { tone: "ok", words: `in ${team.organization}, joins ${team.label}` };
  }
  collected.invitesTo(team.organization);
  collected.change("invites", 0, {
    request: {
      kind: "org.invite",
      input: {
        connectionId: team.connectionId,
        email,
        ...(choice.orgRole === undefined ? {} : { orgRole: choice.orgRole }),
        ...(choice.sso === undefined ? {} : { sso: choice.sso }),
        ...(isTeam ? { teamId: team.id, role } : {}),
      },
      ...until,
    },
  });
  return {
    tone: "ok",
    words: isTeam ? `invited, then joins ${team.label}` : `invited to ${team.organization}`,
  };
}
