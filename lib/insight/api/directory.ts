import "server-only";
import { filterIn, listQuery } from "#lib/access/action/api-query.ts";
import { AppError } from "#lib/core/errors.ts";
import { listConnections } from "#lib/directory/connections/data.ts";
import { listMembers } from "#lib/directory/members/data.ts";
import { MEMBER_FIELDS } from "#lib/directory/members/filter.ts";
import { listPeople } from "#lib/directory/people/data.ts";
import { PERSON_FIELDS } from "#lib/directory/people/filter.ts";
import { getPerson } from "#lib/directory/people/person.ts";
import { listAllSecrets, listSecrets } from "#lib/directory/secrets/data.ts";
import { SECRET_FIELDS } from "#lib/directory/secrets/filter.ts";
import { getTeam, listTeams } from "#lib/directory/teams/data.ts";
import { TEAM_FIELDS } from "#lib/directory/teams/filter.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { offsetOf, pageOf, slice } from "./cursor.ts";
import { NO_QUERY, operation, PLACE_ONLY } from "./operation.ts";
import { connectionOf, memberOf, personDetailsOf, personOf, secretOf, teamOf } from "./rows.ts";
import {
  connectionSchema,
  memberSchema,
  pageSchema,
  personDetailsSchema,
  personSchema,
  secretSchema,
  teamSchema,
} from "./schema.ts";

async function teamThere(id: string): Promise<TeamRow> {
  const team = await getTeam(id);
  if (!team) throw new AppError("NOT_FOUND", { reason: "There is no such team" });
  return team;
}

export const connections = operation({
  path: "/connections",
  name: "listConnections",
  summary: "The connections, by their labels",
  scope: "connection.read",
  query: PLACE_ONLY,
  answer: pageSchema(connectionSchema),
  read: async ({ query: { cursor, limit } }) => {
    const all = await listConnections();
    return slice("connections", all.map(connectionOf), offsetOf("connections", cursor), limit);
  },
});

export const teams = operation({
  path: "/teams",
  name: "listTeams",
  summary: "The teams of all connections, and each organization's own list of people",
  scope: "team.read",
  // Who manages what is asked of the vendor: nothing here waits for one.
  query: listQuery(TEAM_FIELDS, ["managedBy"]),
  answer: pageSchema(teamSchema),
  read: async ({ viewer, query: { cursor, limit, ...given } }) => {
    const offset = offsetOf("teams", cursor);
    const filter = filterIn(TEAM_FIELDS, given);
    const { rows, total } = await listTeams({ ...filter, offset, limit }, viewer);
    return pageOf("teams", rows.map(teamOf), offset, total);
  },
});

export const team = operation({
  path: "/teams/{id}",
  name: "getTeam",
  summary: "One team",
  scope: "team.read",
  query: NO_QUERY,
  answer: teamSchema,
  read: async ({ params }) => teamOf(await teamThere(params.id)),
});

export const members = operation({
  path: "/teams/{id}/members",
  name: "listMembers",
  summary: "A team's members",
  scope: "member.read",
  query: listQuery(MEMBER_FIELDS),
  answer: pageSchema(memberSchema),
  read: async ({ params, query: { cursor, limit, ...given } }) => {
    const list = `members ${params.id}`;
    const offset = offsetOf(list, cursor);
    await teamThere(params.id);
    const filter = filterIn(MEMBER_FIELDS, given);
    const { rows, total } = await listMembers(params.id, { ...filter, offset, limit });
    return pageOf(list, rows.map(memberOf), offset, total);
  },
});

export const people = operation({
  path: "/people",
  name: "listPeople",
  summary: "People over all teams of all connections",
  scope: "member.read",
  query: listQuery(PERSON_FIELDS),
  answer: pageSchema(personSchema),
  read: async ({ query: { cursor, limit, ...given } }) => {
    const offset = offsetOf("people", cursor);
    const filter = filterIn(PERSON_FIELDS, given);
    const { rows, total } = await listPeople({ ...filter, offset, limit });
    return pageOf("people", rows.map(personOf), offset, total);
  },
});

export const person = operation({
  path: "/people/{id}",
  name: "getPerson",
  summary: "One person with every membership",
  scope: "member.read",
  query: NO_QUERY,
  answer: personDetailsSchema,
  read: async ({ params }) => {
    const found = await getPerson(params.id);
    if (!found) throw new AppError("NOT_FOUND", { reason: "There is no such person in any team" });
    return personDetailsOf(found);
  },
});

export const teamSecrets = operation({
  path: "/teams/{id}/secrets",
  name: "listTeamSecrets",
  summary: "Names and ages of a team's secrets, never their values",
  scope: "secret.read",
  query: listQuery(SECRET_FIELDS, ["team"]),
  answer: pageSchema(secretSchema),
  read: async ({ params, query: { cursor, limit, ...given } }) => {
    const list = `secrets ${params.id}`;
    const offset = offsetOf(list, cursor);
    await teamThere(params.id);
    const filter = filterIn(SECRET_FIELDS, given);
    const { rows, total } = await listSecrets(params.id, { ...filter, offset, limit });
    return pageOf(list, rows.map(secretOf), offset, total);
  },
});

export const secrets = operation({
  path: "/secrets",
  name: "listSecrets",
  summary: "Names and ages of all teams' secrets, never their values",
  scope: "secret.read",
  query: listQuery(SECRET_FIELDS),
  answer: pageSchema(secretSchema),
  read: async ({ query: { cursor, limit, ...given } }) => {
    const offset = offsetOf("secrets", cursor);
    const filter = filterIn(SECRET_FIELDS, given);
    const { rows, total } = await listAllSecrets({ ...filter, offset, limit });
    return pageOf("secrets", rows.map(secretOf), offset, total);
  },
});
