import "server-only";
import type { ChangeKind } from "#lib/changes/kinds/kind.ts";
import { managersLock, managingRole, memberTarget } from "#lib/changes/kinds/leaving.ts";
import {
  guardLastManager,
  lastManagerWarnings,
  personalWarnings,
  roleKey,
} from "#lib/changes/kinds/managers.ts";
import { namedIn, notSeen, presentMember } from "#lib/changes/kinds/present.ts";
import { knownMember, memberLabel } from "#lib/changes/kinds/refs.ts";
import type { Described } from "#lib/changes/types.ts";
import { tombstoneMember } from "#lib/directory/members/patches.ts";
import type { TeamRole } from "#lib/vendors/port.ts";
import { roleTitle } from "#lib/vendors/role-words.ts";
import { andStays, notSupported, plannedTeam, teamOf } from "./shared.ts";

export const memberRemove: ChangeKind<"member.remove"> = {
  name: "member.remove",
  supported: (capabilities) => capabilities.removeMembers,
  scope: ({ teamId }) => ({ teamId }),
  target: ({ teamId, userId }) => memberTarget(teamId, userId),

  async plan(ctx) {
    const team = plannedTeam(ctx);
    const { userId } = ctx.input;
    const present = await presentMember(ctx);
    const member = namedIn(ctx, present);
    const label = member?.label ?? ctx.names.person({ userId, label: await memberLabel(team.id, userId) });
    const words = { title: `Remove ${label} from ${team.name}`, subject: label };
    const key = roleKey(team.id, userId);
    const planned = ctx.expected.get(key);
    if (planned === null || (!present && planned === undefined))
      return { ...words, before: "Not in the team", after: "Not in the team", calls: 0, skip: gone(label) };
    const current = (planned ?? member?.role) as TeamRole | undefined;
    if (current === undefined) return notSeen(ctx, words, team.name);
    const described: Described = {
      ...words,
      email: member?.email,
      before: roleTitle(current),
      after: "Not in the team",
      calls: 1,
      harm: "removal",
      irreversible: !ctx.facts.capabilities.addMembers,
      beforeState: { role: current },
      expects: [[key, null]],
    };
    if (!member) return described;
    if (current === "owner" && !ctx.facts.capabilities.assignableRoles.includes("owner"))
      return notSupported(described, `${ctx.facts.name} does not let anybody remove a team's owner`);
    const personal = personalWarnings(ctx, member, "{name} loses access to this team");
    return {
      ...described,
      warnings: [
        ...(await lastManagerWarnings(ctx, team, member, current, personal)),
        ...personal,
        ...(current === "owner"
          ? [
              {
                code: "OWNER",
                text: `${label} is an owner of ${team.name}.`,
                confirm: false,
                own: true as const,
              },
            ]
          : []),
        ...(ctx.facts.capabilities.consoleInvite
          ? [
              {
                code: "CREDENTIALS_STAY",
                text: `API keys, SSH keys and machine credentials of ${label} keep working until they are revoked on the machines and in ${ctx.facts.name}'s console.`,
                confirm: false,
              },
            ]
          : []),
      ],
      beforeState: {
        role: current,
        ...(current === managingRole(ctx.facts) ? { lock: managersLock(team.id) } : {}),
      },
    };
  },

  guard: (ctx) => guardLastManager(ctx, teamOf(ctx)),

  async apply(ctx) {
    const team = teamOf(ctx);
    const outcome = await ctx.client.removeMember(team.vendorTeamId, ctx.input.userId, {
      signal: ctx.signal,
    });
    if (outcome === "absent") return { state: "skipped", result: { gone: true } };
    return { state: "done", ...(outcome === "requested" ? { result: { requested: true } } : {}) };
  },

  async verify(ctx) {
    const found = await ctx.client.findMember(teamOf(ctx).vendorTeamId, ctx.input.userId, {
      ...(ctx.before.role ? { roleHint: ctx.before.role } : {}),
      signal: ctx.signal,
    });
    return { is: found ? "not-done" : "done" };
  },

  async settle(tx, ctx, applied, touchedAt) {
    if (!applied.result?.requested) await tombstoneMember(tx, teamOf(ctx).id, ctx.input.userId, touchedAt);
    return undefined;
  },

  lists: ({ teamId }) => [{ of: "team", teamId, part: "members" }],

  never: ({ before, description, result }) =>
    result.requested || !before.role
      ? "The removal was only asked for"
      : description.canAdd
        ? undefined
        : `Only ${description.vendorName}'s console can invite again`,

  async inverse({ input, before: { role } }) {
    if (!role) return { none: "The removal was only asked for" };
    if (await knownMember(input.teamId, input.userId)) return { none: "Back in the team since" };
    return { kind: "member.add", input: { ...input, role } };
  },

  phrases: ({ description: { subject, teamName, stays }, result }) => ({
    claim: result.requested
      ? `${subject}'s removal from ${teamName} was requested`
      : `${subject} was removed from ${teamName}${andStays(stays)}`,
    attempt: `remove ${subject} from ${teamName}`,
    skipped: gone(subject),
  }),
};

const gone = (label: string): string => `${label} was already gone`;
