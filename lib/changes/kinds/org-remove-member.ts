import "server-only";
import { countMemberships, effectsOf } from "#lib/changes/kinds/effects.ts";
import { guardHeldBack } from "#lib/changes/kinds/handover.ts";
import type { ChangeKind } from "#lib/changes/kinds/kind.ts";
import { lastOwnerWarnings, personalWarnings } from "#lib/changes/kinds/managers.ts";
import { guardLastOrgAdmin, lastOrgAdminWarnings, orgRoleKey } from "#lib/changes/kinds/org-managers.ts";
import { namedIn, notSeen, presentOrgMember } from "#lib/changes/kinds/present.ts";
import { knownOrgMember, memberLabel } from "#lib/changes/kinds/refs.ts";
import type { Described } from "#lib/changes/types.ts";
import { tombstoneOrgMember } from "#lib/directory/members/patches.ts";
import { organizationTeamId } from "#lib/directory/teams/organization.ts";
import { managesOrg } from "#lib/vendors/managing-org-role.ts";
import { orgRoleTitle } from "#lib/vendors/role-words.ts";
import { operation } from "./shared.ts";

const OUTSIDE = "Not in the organization";

export const orgRemoveMember: ChangeKind<"org.removeMember"> = {
  name: "org.removeMember",
  goesLast: true,
  supported: (capabilities) => capabilities.organization,
  scope: ({ connectionId }) => ({ connectionId }),
  target: ({ connectionId, userId }) => `org:${connectionId}:${userId}`,

  async plan(ctx) {
    const { userId } = ctx.input;
    const { organization } = ctx.names;
    const present = await presentOrgMember(ctx);
    const member = namedIn(ctx, present);
    const teamId = member ? undefined : await organizationTeamId(ctx.connection.id);
    const label =
      member?.label ??
      ctx.names.person({ userId, label: teamId ? await memberLabel(teamId, userId) : userId });
    const key = orgRoleKey(ctx.connection.id, userId);
    const planned = ctx.expected.get(key);
    const words = { title: `Remove ${label} from the organization ${organization}`, subject: label };
    if (!present || planned === null)
      return { ...words, before: OUTSIDE, after: OUTSIDE, calls: 0, skip: `${label} was already gone` };
    if (!member) return notSeen(ctx, words, organization);
    const current = planned ?? member.orgRole;
    const described: Described = {
      ...words,
      email: member.email,
      before: orgRoleTitle(current),
      after: OUTSIDE,
      calls: 1,
      harm: "removal",
      irreversible: true,
      effects: effectsOf({
        "member.remove": await countMemberships(ctx.connection.id, userId),
      }),
      beforeState: {
        orgRole: current,
        ...(managesOrg(ctx.connection.vendor, current) ? { lock: `org-admins:${ctx.connection.id}` } : {}),
      },
      expects: [[key, null]],
    };
    return {
      ...described,
      warnings: [
        ...(await lastOrgAdminWarnings(ctx, member, current)),
        ...(await lastOwnerWarnings(ctx, member)),
        ...personalWarnings(ctx, member, "{name} loses access to the whole organization"),
        {
          code: "ALL_TEAMS",
          text: `${label} leaves every team of ${organization} too.`,
          confirm: false,
        },
      ],
    };
  },

  async guard(ctx) {
    await guardHeldBack(ctx);
    await guardLastOrgAdmin(ctx);
  },

  async apply(ctx) {
    const remove = operation(ctx.client.removeOrgMember, "remove people from an organization");
    const outcome = await remove(ctx.input.userId, { signal: ctx.signal });
    if (outcome === "absent") return { state: "skipped", result: { gone: true } };
    return { state: "done", ...(outcome === "requested" ? { result: { requested: true } } : {}) };
  },

  async verify(ctx) {
    const find = operation(ctx.client.findOrgMember, "read its members");
    const known = await knownOrgMember(ctx.connection.id, ctx.input.userId);
    const found = await find(ctx.input.userId, { signal: ctx.signal, searchHint: known?.email });
    return { is: found ? "not-done" : "done" };
  },

  async settle(tx, ctx, applied, touchedAt) {
    if (!applied.result?.requested)
      await tombstoneOrgMember(tx, ctx.connection.id, ctx.input.userId, touchedAt);
    return undefined;
  },

  lists: () => [{ of: "organization" }],

  never: () => "The person's teams and rights would not come back with an invitation",

  phrases: ({ description: { subject, teamName }, result }) => ({
    claim: result.requested
      ? `${subject}'s removal was requested from the admins of ${teamName}`
      : `${subject} was removed from ${teamName}`,
    attempt: `remove ${subject} from ${teamName}`,
    skipped: `${subject} was already gone`,
  }),
};
