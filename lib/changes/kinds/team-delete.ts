import "server-only";
import { countMembers, effectsOf } from "#lib/changes/kinds/effects.ts";
import type { ChangeKind } from "#lib/changes/kinds/kind.ts";
import type { Described } from "#lib/changes/types.ts";
import { tombstoneTeam } from "#lib/directory/teams/mutations.ts";
import { isVendorCode, operation, teamOf } from "./shared.ts";

export const teamDelete: ChangeKind<"team.delete"> = {
  name: "team.delete",
  supported: (capabilities) => capabilities.deleteTeam,
  scope: ({ teamId }) => ({ teamId }),
  target: ({ teamId }) => `team:${teamId}`,

  async plan(ctx) {
    const team = teamOf(ctx);
    const shown = ctx.names.team;
    const key = `team-title:${team.id}`;
    const described: Described = {
      title: `Delete the team ${shown} in ${ctx.names.organization}`,
      subject: shown,
      before: "Exists",
      after: "Deleted",
      harm: "typed",
      irreversible: true,
      calls: 1,
      beforeState: { title: team.name },
      effects: effectsOf({ "member.remove": await countMembers(team.id) }),
      expects: [[key, null]],
    };
    if (ctx.expected.get(key) === null)
      return { ...described, calls: 0, skip: `${team.name} was already gone` };
    return {
      ...described,
      warnings: [
        {
          code: "TEAM_GONE",
          text: `Its members lose what they can reach through ${team.name}. They stay in ${ctx.connection.targetName}.`,
          confirm: false,
        },
      ],
    };
  },

  async apply(ctx) {
    const remove = operation(ctx.client.deleteTeam, "delete teams");
    const outcome = await remove(teamOf(ctx).vendorTeamId, { signal: ctx.signal });
    if (outcome === "absent") return { state: "skipped", result: { gone: true } };
    return { state: "done", ...(outcome === "requested" ? { result: { requested: true } } : {}) };
  },

  async verify(ctx) {
    try {
      await ctx.client.getTeam(teamOf(ctx).vendorTeamId, { signal: ctx.signal });
      return { is: "not-done" };
    } catch (error) {
      if (isVendorCode(error, "VENDOR_NOT_FOUND")) return { is: "done" };
      throw error;
    }
  },

  async settle(tx, ctx, applied, touchedAt) {
    if (!applied.result?.requested) await tombstoneTeam(tx, teamOf(ctx).id, touchedAt);
    return undefined;
  },

  lists: () => [{ of: "connection" }],

  never: () => "A new team would have neither the members nor their rights",

  phrases: ({ description: { subject }, result }) => ({
    claim: result.requested ? `${subject}'s deletion was requested` : `${subject} was deleted`,
    attempt: `delete ${subject}`,
    skipped: `${subject} was already gone`,
  }),
};
