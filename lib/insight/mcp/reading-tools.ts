import "server-only";
import { z } from "zod";
import { PLACE } from "#lib/access/action/api-query.ts";
import { offsetOf, slice } from "#lib/insight/api/cursor.ts";
import * as directory from "#lib/insight/api/directory.ts";
import * as happenings from "#lib/insight/api/happenings.ts";
import { pageSchema, personDetailsSchema } from "#lib/insight/api/schema.ts";
import { limitSchema, readingTool, type Tool, tool } from "./tool.ts";

const { memberships } = personDetailsSchema.shape;

const listConnections = readingTool(directory.connections, {
  name: "list_connections",
  title: "Connections",
  description:
    "The vendors' teams and organizations that Rollcall looks after, and whether its tokens for them work.",
});

const listTeams = readingTool(directory.teams, {
  name: "list_teams",
  title: "Teams",
  description:
    "The teams of all connections, and each organization's own list of people. Their ids are what other tools ask for.",
});

const listMembers = readingTool(directory.members, {
  name: "list_members",
  title: "Members of a team",
  description: "Who is in one team, with which role and since when.",
  idWords: "Rollcall's id of the team, as list_teams has it",
});

const listPeople = readingTool(directory.people, {
  name: "list_people",
  title: "People",
  description:
    "People over all teams of all connections: one row a person, whatever accounts they have. Find somebody with q.",
});

/** The same person as the API's, and their memberships by pages: some are in thousands of teams. */
const getPerson = tool({
  name: "get_person",
  title: "What a person has access to",
  description: "One person with every membership: which teams of which vendor, with which role.",
  scopes: [directory.person.scope],
  input: z.strictObject({ id: z.string().min(1).max(200), cursor: PLACE.cursor, limit: limitSchema }),
  words: { id: "Rollcall's id of the person, as list_people has it" },
  answer: personDetailsSchema.extend({ memberships: pageSchema(memberships.element) }),
  read: async (viewer, { id, cursor }) => {
    const list = `memberships ${id}`;
    const offset = offsetOf(list, cursor);
    const person = await directory.person.read({ viewer, params: { id }, query: {} });
    return async (rows) => ({ ...person, memberships: slice(list, person.memberships, offset, rows) });
  },
});

const listSecrets = readingTool(directory.secrets, {
  name: "list_secrets",
  title: "Secrets, by name and age",
  description:
    "Which secrets the teams have and how old each is. Names and ages alone: Rollcall cannot read a secret's value.",
});

const listEvents = readingTool(happenings.events, {
  name: "list_events",
  title: "What happened",
  description:
    "What happened, newest first: what was done through Rollcall, and what it saw happen at the vendors.",
});

const listBatches = readingTool(happenings.batches, {
  name: "list_batches",
  title: "Batches",
  description: "Batches of changes, newest first, with how many of each are done.",
});

const getBatch = readingTool(happenings.batch, {
  name: "get_batch",
  title: "One batch",
  description: "How one batch and each of its changes stand.",
  idWords: "The batch's id, as list_batches has it",
});

export const READING_TOOLS: readonly Tool[] = [
  ...[listConnections, listTeams, listMembers, listPeople, getPerson],
  ...[listSecrets, listEvents, listBatches, getBatch],
];
