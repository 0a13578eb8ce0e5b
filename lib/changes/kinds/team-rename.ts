import "server-only";
import type { ChangeKind } from "#lib/changes/kinds/kind.ts";
import { getTeamRef, titleTaken } from "#lib/changes/kinds/refs.ts";
import type { Described } from "#lib/changes/types.ts";
import { patchTeamName } from "#lib/directory/teams/mutations.ts";
import { operation, teamOf } from "./shared.ts";
import { titleTakenRefusal } from "./team-create.ts";

export const teamRename: ChangeKind<"team.rename"> = {
  name: "team.rename",
  supported: (capabilities) => capabilities.renameTeam,
  scope: ({ teamId }) => ({ teamId }),
  target: ({ teamId }) => `team:${teamId}`,

  async plan(ctx) {
    const team = teamOf(ctx);
    const { title } = ctx.input;
    const key = `team-title:${team.id}`;
    const current = ctx.expected.get(key) ?? team.name;
    const described: Described = {
      title: `Rename the team ${current === team.name ? ctx.names.team : current} in ${ctx.names.organization} to ${title}`,
      subject: current,
      before: current,
      after: title,
      calls: 1,
      beforeState: { title: current },
      expects: [[key, title]],
    };
    if (current === title) return { ...described, calls: 0, skip: `The title is already ${title}` };
    if (await titleTaken(ctx.connection.id, title, team.id))
      return { ...described, calls: 0, refusal: titleTakenRefusal(title) };
    return described;
  },

  async apply(ctx) {
    const rename = operation(ctx.client.renameTeam, "rename teams");
    await rename(teamOf(ctx).vendorTeamId, ctx.input.title, { signal: ctx.signal });
    return { state: "done" };
  },

  async verify(ctx) {
    const team = await ctx.client.getTeam(teamOf(ctx).vendorTeamId, { signal: ctx.signal });
    return { is: team.name === ctx.input.title ? "done" : "not-done" };
  },

  refusalReason: (code, { subject, after }) =>
    code === "VENDOR_CONFLICT"
      ? titleTakenRefusal(after).reason
      : code === "VENDOR_NOT_FOUND"
        ? `${subject} is gone`
        : undefined,

  async settle(tx, ctx, _applied, touchedAt) {
    await patchTeamName(tx, teamOf(ctx).id, ctx.input.title, touchedAt);
    return undefined;
  },

  lists: () => [{ of: "connection" }],

  async inverse({ input, before }) {
    const team = await getTeamRef(input.teamId);
    if (team?.name !== input.title || !before.title) return { none: "The team was renamed or deleted since" };
    return { kind: "team.rename", input: { teamId: input.teamId, title: before.title } };
  },

  phrases: ({ description: { before, after } }) => ({
    claim: `${before} is now called ${after}`,
    attempt: `rename ${before} to ${after}`,
    skipped: `${after} is already the title`,
  }),
};
