import "server-only";
import type { ChangeKind } from "#lib/changes/kinds/kind.ts";
import { personalWarnings } from "#lib/changes/kinds/managers.ts";
import { guardLastOrgAdmin, lastOrgAdminWarnings, orgRoleKey } from "#lib/changes/kinds/org-managers.ts";
import { namedIn, notSeen, presentOrgMember } from "#lib/changes/kinds/present.ts";
import { knownOrgMember } from "#lib/changes/kinds/refs.ts";
import type { Described } from "#lib/changes/types.ts";
import { patchOrgRole } from "#lib/directory/members/patches.ts";
import { managesOrg } from "#lib/vendors/managing-org-role.ts";
import { GUEST, orgRoleTitle } from "#lib/vendors/role-words.ts";
import { andStays, andUntil, notSupported, notThere, operation } from "./shared.ts";

/** Giving a guest's role takes a role away (undo of a guest's first role). */
const wordOf = (role: string | null): string => role ?? GUEST;

export const orgSetRole: ChangeKind<"org.setRole"> = {
  name: "org.setRole",
  supported: (capabilities) => capabilities.organizationRoles.length > 0,
  scope: ({ connectionId }) => ({ connectionId }),
  target: ({ connectionId, userId }) => `org:${connectionId}:${userId}`,

  async plan(ctx) {
    const { userId, orgRole } = ctx.input;
    const { organization } = ctx.names;
    const present = await presentOrgMember(ctx);
    const member = namedIn(ctx, present);
    const label = member?.label ?? userId;
    const words = {
      title: `Give ${label} the role ${orgRoleTitle(orgRole)} in the organization ${organization}`,
      subject: label,
    };
    if (present === "not-said") return notSeen(ctx, words, organization);
    if (!member?.inOrg) return notThere(words, `${label} is not in ${organization}`);
    const key = orgRoleKey(ctx.connection.id, userId);
    const current = ctx.expected.get(key) ?? member.orgRole;
    const described: Described = {
      ...words,
      email: member.email,
      before: orgRoleTitle(current),
      after: orgRoleTitle(orgRole),
      calls: 1,
      beforeState: { orgRole: current },
      expects: [[key, orgRole]],
    };
    if (orgRole !== GUEST && !ctx.facts.capabilities.organizationRoles.includes(orgRole))
      return notSupported(described, `${ctx.facts.name} has no role "${orgRole}" in an organization`);
    if (wordOf(current) === orgRole)
      return { ...described, calls: 0, skip: `${label} already has the role ${orgRoleTitle(orgRole)}` };
    if (!managesOrg(ctx.connection.vendor, current)) return described;
    return {
      ...described,
      warnings: [
        ...(await lastOrgAdminWarnings(ctx, member, current)),
        ...personalWarnings(ctx, member, "{name} stops being an admin of the organization"),
      ],
      beforeState: { orgRole: current, lock: `org-admins:${ctx.connection.id}` },
    };
  },

  async guard(ctx) {
    if (!managesOrg(ctx.connection.vendor, ctx.input.orgRole)) await guardLastOrgAdmin(ctx);
  },

  async apply(ctx) {
    const set = operation(ctx.client.setOrgRole, "change roles in an organization");
    await set(ctx.input.userId, ctx.input.orgRole, { signal: ctx.signal });
    return { state: "done" };
  },

  async verify(ctx) {
    const find = operation(ctx.client.findOrgMember, "read its members");
    const known = await knownOrgMember(ctx.connection.id, ctx.input.userId);
    const found = await find(ctx.input.userId, { signal: ctx.signal, searchHint: known?.email });
    const isSet = found?.orgRole !== undefined && wordOf(found.orgRole) === ctx.input.orgRole;
    return { is: isSet ? "done" : "not-done" };
  },

  refusalReason: (code, { subject, teamName }) =>
    code === "VENDOR_NOT_FOUND" ? `${subject} is no longer in ${teamName}` : undefined,

  async settle(tx, ctx, _applied, touchedAt) {
    const { userId, orgRole } = ctx.input;
    await patchOrgRole(tx, ctx.connection.id, userId, orgRole === GUEST ? null : orgRole, touchedAt);
    return undefined;
  },

  lists: () => [{ of: "organization" }],

  never: ({ before }) => (before.orgRole === undefined ? "The role before is not known" : undefined),

  async inverse({ input, before, connectionId }) {
    if (before.orgRole === undefined) return { none: "The role before is not known" };
    const member = await knownOrgMember(connectionId, input.userId);
    if (!member || wordOf(member.orgRole) !== input.orgRole)
      return { none: "The role was changed again since" };
    return { kind: "org.setRole", input: { ...input, orgRole: wordOf(before.orgRole) } };
  },

  phrases: ({ description: { subject, teamName, stays, until }, input }) => {
    const role = orgRoleTitle(input.orgRole);
    return {
      claim: `${subject} now has the role ${role} in ${teamName}${andUntil(until)}${andStays(stays)}`,
      attempt: `give ${subject} the role ${role} in ${teamName}`,
      skipped: `${subject} already has the role ${role} in ${teamName}`,
    };
  },
};
