import "server-only";
import { effectsOf, takenLately } from "#lib/changes/kinds/effects.ts";
import type { ChangeKind } from "#lib/changes/kinds/kind.ts";
import { memberTarget } from "#lib/changes/kinds/leaving.ts";
import { roleKey } from "#lib/changes/kinds/managers.ts";
import {
  knownMember,
  knownOrgMember,
  lastLabel,
  membersAreFresh,
  orgMemberAs,
} from "#lib/changes/kinds/refs.ts";
import type { Described, RunContext } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import { writeMember } from "#lib/directory/members/mutations.ts";
import type { TeamRole, VendorMember } from "#lib/vendors/port.ts";
import { rolePhrase, roleTitle } from "#lib/vendors/role-words.ts";
import { andUntil, named, notSupported, operation, plannedTeam, teamOf } from "./shared.ts";

export const memberAdd: ChangeKind<"member.add"> = {
  name: "member.add",
  supported: (capabilities) => capabilities.addMembers,
  scope: ({ teamId }) => ({ teamId }),
  target: ({ teamId, userId }) => memberTarget(teamId, userId),

  async plan(ctx) {
    const team = plannedTeam(ctx);
    const { userId, role } = ctx.input;
    const key = roleKey(team.id, userId);
    const [member, person] = (
      await Promise.all([knownMember(team.id, userId), knownOrgMember(ctx.connection.id, userId)])
    ).map((known) => named(ctx, known));
    const label =
      member?.label ??
      person?.label ??
      ctx.names.person({ userId, label: await lastLabel(ctx.connection.id, team.id, userId) });
    const planned = ctx.expected.get(key);
    const current = planned === null ? undefined : ((planned ?? member?.role) as TeamRole | undefined);
    const had =
      planned === null
        ? member?.role
        : (await takenLately(ctx, "member.remove")).get(memberTarget(team.id, userId));
    const gives = current !== undefined || role !== "member" || (had ?? role) !== role;
    const described: Described = {
      title: `Add ${label} to ${team.name} as ${rolePhrase(role)}`,
      subject: label,
      email: member?.email ?? person?.email,
      before: current ? roleTitle(current) : "Not in the team",
      after: roleTitle(role),
      calls: 1,
      beforeState: current ? { role: current } : {},
      effects: effectsOf({ "member.setRole": gives ? 1 : 0 }),
      expects: [[key, role]],
    };
    if (!ctx.facts.capabilities.assignableRoles.includes(role))
      return notSupported(described, `${ctx.facts.name} cannot make somebody ${rolePhrase(role)}`);
    if (current === role)
      return { ...described, calls: 0, skip: `${label} is already ${rolePhrase(role)} of ${team.name}` };
    // Adding must never take a role away: that is what "Role of {name}" is for, with its warnings.
    if (current !== undefined && role === "member")
      return {
        ...described,
        calls: 0,
        expects: [],
        skip: `${label} is already in ${team.name} as ${rolePhrase(current)}`,
      };
    return described;
  },

  /** The call sets the role of whom it finds in the team: an owner made elsewhere since our copy stays one. */
  async guard(ctx) {
    const team = teamOf(ctx);
    const { userId, role } = ctx.input;
    if (role !== "member") return;
    const found = (await membersAreFresh(team.id))
      ? await knownMember(team.id, userId)
      : await ctx.client.findMember(team.vendorTeamId, userId, { signal: ctx.signal });
    if (found && found.role !== role)
      throw new AppError("VENDOR_CONFLICT", {
        reason: `Already in ${team.name} as ${rolePhrase(found.role)}`,
      });
  },

  async apply(ctx) {
    const { userId, role } = ctx.input;
    const add = operation(ctx.client.addMember, "add members");
    await add(teamOf(ctx).vendorTeamId, userId, role, { signal: ctx.signal });
    return { state: "done", patch: { member: await addedMember(ctx, userId, role) } };
  },

  async verify(ctx) {
    const { userId, role } = ctx.input;
    const found = await ctx.client.findMember(teamOf(ctx).vendorTeamId, userId, { signal: ctx.signal });
    if (found?.role !== role) return { is: "not-done" };
    return { is: "done", patch: { member: found.member ?? (await addedMember(ctx, userId, role)) } };
  },

  refusalReason: (code, { subject, teamName }) =>
    code === "VENDOR_NOT_FOUND" ? `${subject} or ${teamName} is no longer there` : undefined,

  async settle(tx, ctx, applied, touchedAt) {
    const member = applied.patch?.member;
    if (member) await writeMember(tx, teamOf(ctx), member, { touchedAt });
    return undefined;
  },

  lists: ({ teamId }) => [{ of: "team", teamId, part: "members" }],

  async inverse({ input, before }) {
    const member = await knownMember(input.teamId, input.userId);
    if (!member) return { none: "No longer in the team" };
    if (member.role !== input.role) return { none: "The role was changed since" };
    return before.role
      ? { kind: "member.setRole", input: { ...input, role: before.role } }
      : { kind: "member.remove", input: { teamId: input.teamId, userId: input.userId } };
  },

  phrases: ({ description: { subject, teamName, until }, input }) => ({
    claim: `${subject} is now ${rolePhrase(input.role)} of ${teamName}${andUntil(until)}`,
    attempt: `add ${subject} to ${teamName}`,
    skipped: `${subject} is already in ${teamName}`,
  }),
};

/** The row that a person added to a team gets: what the organization's list knows of them, else the little we know. */
export async function addedMember(
  ctx: Pick<RunContext<"member.add">, "connection">,
  userId: string,
  role: TeamRole,
): Promise<VendorMember> {
  const known = await orgMemberAs(ctx.connection.id, userId, role);
  return known ?? { userId, name: "", role, status: "active" };
}
