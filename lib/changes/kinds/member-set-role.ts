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
import { knownMember, memberLabel, membersAreFresh } from "#lib/changes/kinds/refs.ts";
import type { Described } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import { patchMemberRole } from "#lib/directory/members/patches.ts";
import { TEAM_ROLES, type TeamRole } from "#lib/vendors/port.ts";
import { rolePhrase, roleTitle } from "#lib/vendors/role-words.ts";
import { andStays, andUntil, notSupported, notThere, plannedTeam, teamOf } from "./shared.ts";

export const memberSetRole: ChangeKind<"member.setRole"> = {
  name: "member.setRole",
  supported: (capabilities) => capabilities.assignableRoles.length > 0,
  scope: ({ teamId }) => ({ teamId }),
  target: ({ teamId, userId }) => memberTarget(teamId, userId),

  async plan(ctx) {
    const team = plannedTeam(ctx);
    const { userId, role } = ctx.input;
    const present = await presentMember(ctx);
    const member = namedIn(ctx, present);
    const label = member?.label ?? ctx.names.person({ userId, label: await memberLabel(team.id, userId) });
    const words = { title: `Make ${label} ${rolePhrase(role)} of ${team.name}`, subject: label };
    if (present === "not-said") return notSeen(ctx, words, team.name);
    if (!member) return notThere(words, `${label} is not in ${team.name}`);
    const key = roleKey(team.id, userId);
    const planned = ctx.expected.get(key);
    if (planned === null) return notThere(words, `${label} is removed by an earlier change`);
    const current = (planned ?? member.role) as TeamRole;
    const { assignableRoles } = ctx.facts.capabilities;
    const managing = managingRole(ctx.facts);
    const described: Described = {
      ...words,
      email: member.email,
      before: roleTitle(current),
      after: roleTitle(role),
      calls: 1,
      beforeState: { role: current },
      expects: [[key, role]],
    };
    if (current === role) return { ...described, calls: 0, skip: `${label} is already ${rolePhrase(role)}` };
    if (!assignableRoles.includes(current))
      return notSupported(
        described,
        `${ctx.facts.name} does not let anybody change the role of ${rolePhrase(current)}`,
      );
    if (!assignableRoles.includes(role))
      return notSupported(described, `${ctx.facts.name} cannot make somebody ${rolePhrase(role)}`);
    if (TEAM_ROLES.indexOf(role) <= TEAM_ROLES.indexOf(current)) return described;
    const personal = personalWarnings(ctx, member, `{name} stops being ${rolePhrase(current)}`);
    return {
      ...described,
      warnings: [...(await lastManagerWarnings(ctx, team, member, current, personal)), ...personal],
      beforeState: { role: current, ...(current === managing ? { lock: managersLock(team.id) } : {}) },
    };
  },

  async guard(ctx) {
    const team = teamOf(ctx);
    if (ctx.input.role !== managingRole(ctx.facts)) await guardLastManager(ctx, team);
    // The vendor's call would add whom somebody else has removed meanwhile.
    if (!ctx.facts.capabilities.addMembers) return;
    if ((await membersAreFresh(team.id)) && (await knownMember(team.id, ctx.input.userId))) return;
    const found = await ctx.client.findMember(team.vendorTeamId, ctx.input.userId, { signal: ctx.signal });
    if (!found) throw new AppError("VENDOR_NOT_FOUND", { reason: `No longer in ${team.name}` });
  },

  async apply(ctx) {
    const { userId, role } = ctx.input;
    await ctx.client.setMemberRole(teamOf(ctx).vendorTeamId, userId, role, { signal: ctx.signal });
    return { state: "done" };
  },

  async verify(ctx) {
    const { userId, role } = ctx.input;
    const found = await ctx.client.findMember(teamOf(ctx).vendorTeamId, userId, {
      roleHint: role,
      signal: ctx.signal,
    });
    return { is: found?.role === role ? "done" : "not-done" };
  },

  refusalReason: (code, { subject, teamName }) =>
    code === "VENDOR_NOT_FOUND" ? `${subject} is no longer in ${teamName}` : undefined,

  async settle(tx, ctx, _applied, touchedAt) {
    await patchMemberRole(tx, teamOf(ctx).id, ctx.input.userId, ctx.input.role, touchedAt);
    return undefined;
  },

  lists: ({ teamId }) => [{ of: "team", teamId, part: "members" }],

  never: ({ before }) => (before.role ? undefined : "The role before is not known"),

  async inverse({ input, before: { role } }) {
    if (!role) return { none: "The role before is not known" };
    const member = await knownMember(input.teamId, input.userId);
    if (member?.role !== input.role) return { none: "The role was changed again since" };
    return { kind: "member.setRole", input: { ...input, role } };
  },

  phrases: ({ description: { subject, teamName, stays, until }, input }) => ({
    claim: `${subject} is now ${rolePhrase(input.role)} of ${teamName}${andUntil(until)}${andStays(stays)}`,
    attempt: `make ${subject} ${rolePhrase(input.role)} of ${teamName}`,
    skipped: `${subject} is already ${rolePhrase(input.role)} of ${teamName}`,
  }),
};
