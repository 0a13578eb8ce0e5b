import "server-only";
import { effectsOf } from "#lib/changes/kinds/effects.ts";
import type { ChangeKind, PlanContext } from "#lib/changes/kinds/kind.ts";
import { getTeamRef, knownOrgMembers, titleTaken } from "#lib/changes/kinds/refs.ts";
import type { NamedPerson } from "#lib/changes/schema.ts";
import type { Described } from "#lib/changes/types.ts";
import { newTeamWords } from "#lib/core/person-words.ts";
import { writeTeam } from "#lib/directory/teams/mutations.ts";
import { madeSince, operation } from "./shared.ts";

const titleKey = (connectionId: string, title: string): string => `title:${connectionId}:${title}`;

export const teamCreate: ChangeKind<"team.create"> = {
  name: "team.create",
  sendsOnce: true,
  supported: (capabilities) => capabilities.createTeam,
  scope: ({ connectionId }) => ({ connectionId }),
  target: ({ connectionId, title }) => titleKey(connectionId, title),

  async plan(ctx) {
    const { title, memberIds } = ctx.input;
    const people = await peopleOf(ctx);
    const key = titleKey(ctx.connection.id, title);
    const described: Described = {
      title: `Create the team ${title} in ${ctx.names.organization} with ${memberCount(memberIds.length)}`,
      subject: title,
      before: "No such team",
      after: newTeamWords(people),
      people,
      calls: 1,
      effects: effectsOf({ "member.add": memberIds.length }),
      expects: [[key, "taken"]],
    };
    if (!ctx.expected.has(key) && !(await titleTaken(ctx.connection.id, title))) return described;
    return { ...described, calls: 0, refusal: titleTakenRefusal(title) };
  },

  async apply(ctx) {
    const create = operation(ctx.client.createTeam, "create teams");
    const { title, memberIds } = ctx.input;
    const team = await create({ title, memberIds }, { signal: ctx.signal });
    return { state: "done", result: { vendorTeamId: team.vendorTeamId }, patch: { team } };
  },

  async verify(ctx) {
    const find = operation(ctx.client.findTeamsByTitle, "find teams by title");
    const teams = await find(ctx.input.title, { signal: ctx.signal });
    const made = teams.filter((team) => madeSince(ctx, team.createdAt) !== false);
    const [team, ...more] = made;
    if (!team) return { is: "not-done" };
    if (more.length > 0) return { is: "undecidable", reason: "Several teams have this title now" };
    if (madeSince(ctx, team.createdAt) === undefined)
      return { is: "undecidable", reason: "A team with this title exists; it is not known since when" };
    return { is: "done", result: { vendorTeamId: team.vendorTeamId }, patch: { team } };
  },

  refusalReason: (code, { subject }) =>
    code === "VENDOR_CONFLICT" ? titleTakenRefusal(subject).reason : undefined,

  async settle(tx, ctx, applied, touchedAt) {
    const team = applied.patch?.team;
    if (!team) return undefined;
    return { createdTeamId: await writeTeam(tx, ctx.connection, team, { touchedAt }) };
  },

  lists: () => [{ of: "connection" }],

  async inverse({ input, result }) {
    const team = result.createdTeamId ? await getTeamRef(result.createdTeamId) : undefined;
    if (team?.name !== input.title) return { none: "The team was renamed or deleted since" };
    return { kind: "team.delete", input: { teamId: team.id } };
  },

  phrases: ({ description: { subject, teamName } }) => ({
    claim: `${subject} was created in ${teamName}`,
    attempt: `create ${subject} in ${teamName}`,
    skipped: `${subject} was already there`,
  }),
};

const memberCount = (n: number): string => (n === 0 ? "no members" : n === 1 ? "1 member" : `${n} members`);

/** Whom the team begins with, in the order of the request. Whom our copy does not know goes by the id. */
async function peopleOf(ctx: PlanContext<"team.create">): Promise<NamedPerson[]> {
  const { memberIds } = ctx.input;
  const known = await knownOrgMembers(ctx.connection.id, memberIds);
  return memberIds.map((userId) => {
    const { label = userId, email } = known.get(userId) ?? {};
    return { userId, name: ctx.names.person({ userId, label }), ...(email ? { email } : {}) };
  });
}

/** The refusal of a title that another team of the organization has. */
export const titleTakenRefusal = (title: string) => {
  const reason = `${title} is already taken`;
  return { code: "VENDOR_CONFLICT" as const, reason, fields: { title: [reason] } };
};
