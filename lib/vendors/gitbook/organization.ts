import "server-only";
import { findInPages } from "#lib/vendors/pages.ts";
import type { CallOptions, VendorClient } from "#lib/vendors/port.ts";
import { refuse } from "#lib/vendors/refuse.ts";
import { GITBOOK_FACTS } from "./facts.ts";
import { toInviteResult, toOrgMember } from "./map.ts";
import type { Organization } from "./open-organization.ts";
import { inviteSchema, orgMemberSchema } from "./schema.ts";

/** The vendor's `null`: somebody who is in the organization without a role. */
const GUEST = "guest";

type OrganizationOperations = Required<
  Pick<
    VendorClient,
    "listOrgMembers" | "searchOrgMembers" | "findOrgMember" | "inviteToOrg" | "setOrgRole" | "removeOrgMember"
  >
>;

export function organizationOperations(org: Organization): OrganizationOperations {
  /** GET /orgs/{o}/members. */
  const list = async (query: Record<string, string | undefined>, options: CallOptions | undefined) =>
    org.list(org.path("members"), query, orgMemberSchema, toOrgMember, options);

  /** Oldest first: who joins meanwhile comes at the end. */
  const listOrgMembers = (cursor: string | undefined, options?: CallOptions & { role?: string }) =>
    list({ page: cursor, sort: "joinedAt", order: "asc", role: options?.role }, options);

  return {
    listOrgMembers,

    searchOrgMembers: async (text, options) => (await list({ search: text }, options)).items,

    async findOrgMember(userId, options) {
      const hint = options?.searchHint;
      const hinted = hint ? (await list({ search: hint }, options)).items : [];
      const isWanted = (member: { userId: string }) => member.userId === userId;
      return (
        hinted.find(isWanted) ??
        (await findInPages((cursor) => listOrgMembers(cursor, options), isWanted, { vendor: "gitbook" }))
      );
    },

    /** POST /orgs/{o}/invites adds at once and takes paid seats: never repeated blindly. */
    async inviteToOrg({ emails, role, sso }, options) {
      const body = {
        emails,
        ...(role === undefined ? {} : { role: checkedRole(role) }),
        ...(sso === undefined ? {} : { sso }),
      };
      const request = { method: "POST" as const, path: org.path("invites"), body, expect: [200] };
      return toInviteResult(await org.caller.fetch({ ...request, signal: options?.signal }, inviteSchema));
    },

    /** PATCH /orgs/{o}/members/{u}. "guest" takes the role away (undo of a guest's first role). */
    async setOrgRole(userId, role, options) {
      const body = { role: checkedRole(role) };
      const request = { method: "PATCH" as const, path: org.path("members", userId), body, expect: [200] };
      await org.caller.fetch({ ...request, signal: options?.signal }, orgMemberSchema);
    },

    /** DELETE /orgs/{o}/members/{u}: 202 when only a request went to the organization's admins. */
    removeOrgMember: async (userId, options) =>
      org.remove(org.path("members", userId), [202, 204, 205], options),
  };
}

function checkedRole(role: string): string | null {
  if (role === GUEST) return null;
  if (GITBOOK_FACTS.capabilities.organizationRoles.includes(role)) return role;
  throw refuse("gitbook", "INVALID_INPUT", "GitBook has no such role in an organization.");
}
