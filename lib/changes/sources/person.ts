import "server-only";
import type { Until } from "#lib/changes/ends/schema.ts";
import { adminOf, orgAdminsOf } from "#lib/changes/kinds/org-managers.ts";
import { getConnectionRef, knownOrgMember, orgMemberByEmail } from "#lib/changes/kinds/refs.ts";
import { cannot } from "#lib/changes/sources/line.ts";
import type { PeopleAction } from "#lib/changes/sources/schema.ts";
import type { SourceLine } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import { db } from "#lib/store/db/connection.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import { managesOrg } from "#lib/vendors/managing-org-role.ts";
import { TEAM_ROLES, type TeamRole } from "#lib/vendors/port.ts";
import { rolePhrase } from "#lib/vendors/role-words.ts";

/** Somebody's place in a team, or in an organization's own list of people. */
export type Place = {
  teamId: string;
  connectionId: string;
  vendor: VendorId;
  kind: "team" | "organization";
  teamName: string;
  userId: string;
  role: TeamRole;
};
/** Whom an action is about, and the places that it is about. */
export type Picked = { label: string; email: string | undefined; places: readonly Place[] };

/** The changes that do `action` to the people, team by team. */
export async function linesFor(people: readonly Picked[], action: PeopleAction): Promise<SourceLine[]> {
  const lines = await linesForGood(people, action);
  const until = "until" in action ? action.until : undefined;
  return until ? lines.map((line) => endingWith(line, until)) : lines;
}

async function linesForGood(people: readonly Picked[], action: PeopleAction): Promise<SourceLine[]> {
  switch (action.do) {
    case "setRole":
      return [
        ...people.flatMap((person) =>
          person.places
            .filter((place) => place.kind === "team")
            .map((place) => setRole(person, place, action.role)),
        ),
        ...(await (action.orgRole === undefined
          ? stayingAdmins(people, action.role)
          : lowerOrgRoles(people, action.orgRole))),
      ];
    case "demote":
      return demote(people, action.orgRole);
    case "setOrgRole":
      return people.flatMap((person) =>
        once(person.places, (place) => place.connectionId)
          .filter((place) => VENDOR_FACTS[place.vendor].capabilities.organization)
          .map(
            ({ connectionId, userId }): SourceLine => ({
              request: { kind: "org.setRole", input: { connectionId, userId, orgRole: action.orgRole } },
            }),
          ),
      );
    case "remove":
      return people.flatMap(({ places }) => places.map(remove));
    case "addToTeams":
      return addToTeams(people, action.teamIds, action.role);
  }
}

/** The same change with an end. */
const endingWith = (line: SourceLine, until: Until): SourceLine =>
  "request" in line ? { ...line, request: { ...line.request, until } } : line;

/**
 * A line for each who is asked to be no more than a member, is that in every team already, and manages the organization
 * all the same. A line that demotes somebody says it itself.
 */
async function stayingAdmins(people: readonly Picked[], role: TeamRole): Promise<SourceLine[]> {
  if (role !== TEAM_ROLES.at(-1)) return [];
  const connectionIds = new Set(people.flatMap(({ places }) => places.map((place) => place.connectionId)));
  const admins = await orgAdminsOf([...connectionIds]);
  const lines: SourceLine[] = [];
  for (const { label, places } of people)
    for (const { vendor, connectionId, userId } of once(places, (place) => place.connectionId)) {
      const here = places.filter((place) => place.kind === "team" && place.connectionId === connectionId);
      if (!admins.has(`${connectionId} ${userId}`) || here.some((place) => place.role !== role)) continue;
      const organization = (await getConnectionRef(connectionId))?.targetName ?? "";
      const about = { kind: "org.setRole", vendor, teamName: organization, subject: label } as const;
      lines.push(
        cannot(
          { ...about, title: `${label} stays ${adminOf({ vendor, targetName: organization })}` },
          "A role in a team does not change that: lower their role in the organization too",
        ),
      );
    }
  return lines;
}

/**
 * The weakest role in every team, and where an organization's role is given that one in organizations that they administer:
 * other roles there stay. Whom a place cannot do without is left out.
 */
async function demote(people: readonly Picked[], orgRole: string | undefined): Promise<SourceLine[]> {
  const role = TEAM_ROLES.at(-1) ?? "member";
  const inTeams = people.flatMap((person) =>
    person.places.filter((place) => place.kind === "team").map((place) => setRole(person, place, role)),
  );
  const inOrganizations =
    orgRole === undefined
      ? await stayingAdmins(people, role)
      : await lowerOrgRoles(people, orgRole, ({ vendor }, current) => managesOrg(vendor, current));
  return [...inTeams, ...inOrganizations].map((line) =>
    "request" in line ? { ...line, isSparing: true } : line,
  );
}

/** A line for each person and organization where they have more than this role; nobody is given more. */
async function lowerOrgRoles(
  people: readonly Picked[],
  orgRole: string,
  isMeant: (place: Place, current: string) => boolean = () => true,
): Promise<SourceLine[]> {
  const lines: SourceLine[] = [];
  for (const { places } of people)
    for (const place of once(places, ({ connectionId }) => connectionId)) {
      const { vendor, connectionId, userId } = place;
      const roles = VENDOR_FACTS[vendor].capabilities.organizationRoles;
      const current = roles.length > 0 ? (await knownOrgMember(connectionId, userId))?.orgRole : undefined;
      if (!current || !roles.includes(orgRole) || roles.indexOf(current) >= roles.indexOf(orgRole)) continue;
      if (!isMeant(place, current)) continue;
      lines.push({ request: { kind: "org.setRole", input: { connectionId, userId, orgRole } } });
    }
  return lines;
}

function setRole(person: Picked, place: Place, role: TeamRole): SourceLine {
  const facts = VENDOR_FACTS[place.vendor];
  if (facts.capabilities.assignableRoles.includes(role))
    return {
      request: { kind: "member.setRole", input: { teamId: place.teamId, userId: place.userId, role } },
    };
  const { vendor, teamName } = place;
  const title = `Make ${person.label} ${rolePhrase(role)} of ${teamName}`;
  return cannot(
    { kind: "member.setRole", vendor, teamName, title, subject: person.label },
    `${facts.name} cannot make somebody ${rolePhrase(role)}`,
  );
}

const remove = ({ kind, teamId, connectionId, userId }: Place): SourceLine => ({
  request:
    kind === "organization"
      ? { kind: "org.removeMember", input: { connectionId, userId } }
      : { kind: "member.remove", input: { teamId, userId } },
});

type Target = { id: string; connection_id: string; vendor: VendorId; name: string };

async function addToTeams(
  people: readonly Picked[],
  teamIds: readonly string[],
  role: TeamRole,
): Promise<SourceLine[]> {
  const teams = await db()
    .selectFrom("teams")
    .select(["id", "connection_id", "vendor", "name"])
    .where("id", "in", [...new Set(teamIds)])
    .where("kind", "=", "team")
    .where("removed_at", "is", null)
    .execute();
  if (teams.length === 0) throw new AppError("NOT_FOUND", { reason: "These teams are gone" });
  const lines: SourceLine[] = [];
  for (const team of teams) for (const person of people) lines.push(await addTo(person, team, role));
  return lines;
}

async function addTo(person: Picked, team: Target, role: TeamRole): Promise<SourceLine> {
  const facts = VENDOR_FACTS[team.vendor];
  const { label, email } = person;
  const title = `Add ${label} to ${team.name}`;
  const about = {
    kind: "member.add",
    vendor: team.vendor,
    teamName: team.name,
    title,
    subject: label,
  } as const;
  if (!facts.capabilities.addMembers)
    return cannot(about, `Only ${facts.name}'s console can invite somebody to a team`);
  const input = { teamId: team.id, role };
  const here = person.places.find((place) => place.connectionId === team.connection_id)?.userId;
  const userId =
    here !== undefined && (await knownOrgMember(team.connection_id, here))
      ? here
      : email && (await orgMemberByEmail(team.connection_id, email))?.userId;
  if (userId) return { request: { kind: "member.add", input: { ...input, userId } } };
  if (!email) return cannot(about, `${label} has no e-mail address by which ${facts.name} could invite them`);
  return {
    request: { kind: "org.invite", input: { connectionId: team.connection_id, email, ...input } },
  };
}

/** The first of each key. */
function once<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const seen = new Map<string, T>();
  for (const item of items) if (!seen.has(keyOf(item))) seen.set(keyOf(item), item);
  return [...seen.values()];
}
