import "server-only";
import { MALFORMED } from "#lib/vendors/lenient.ts";
import { collectPages, findInPages } from "#lib/vendors/pages.ts";
import type { CallOptions, TeamRole, VendorClient } from "#lib/vendors/port.ts";
import { VendorError } from "#lib/vendors/port.ts";
import { refuse } from "#lib/vendors/refuse.ts";
import { toRole, toTeamMember } from "./map.ts";
import type { Organization } from "./open-organization.ts";
import { memberTeamSchema, teamMemberSchema } from "./schema.ts";

type MemberOperations = Pick<VendorClient, "listMembers" | "findMember" | "setMemberRole" | "removeMember"> &
  Required<Pick<VendorClient, "addMember" | "changeMembers" | "listMemberTeams">>;

export function memberOperations(org: Organization): MemberOperations {
  /** GET /orgs/{o}/teams/{t}/members: no filter, no order. */
  const listMembers = async (teamId: string, page: string | undefined, options: CallOptions | undefined) =>
    org.list(org.teamPath(teamId, "members"), { page }, teamMemberSchema, toTeamMember, options);

  /** PUT /orgs/{o}/teams/{t}/members/{u} adds or updates. */
  const put = async (teamId: string, userId: string, role: TeamRole, options: CallOptions | undefined) => {
    const path = org.teamPath(teamId, "members", userId);
    const body = { role: checkedRole(role) };
    await org.caller.send({ method: "PUT", path, body, expect: [204], signal: options?.signal });
  };

  return {
    listMembers,
    setMemberRole: put,
    addMember: put,

    /** GET /orgs/{o}/members/{u}/teams: one short list instead of the whole team, which is read only where that fails. */
    async findMember(teamId, userId, options) {
      org.teamPath(teamId);
      const row = await findInPages(
        (page) =>
          org.list(org.path("members", userId, "teams"), { page }, memberTeamSchema, (team) => team, options),
        (team) => team.team.id === teamId,
        { vendor: "gitbook" },
      ).catch((error: unknown) => {
        if (error instanceof VendorError && error.code === "VENDOR_NOT_FOUND") return "gone" as const;
        throw error;
      });
      if (row === undefined) return undefined;
      if (row !== "gone" && row.member !== MALFORMED) return { role: toRole(row.member.role).role };
      const member = await findInPages(
        (page) => listMembers(teamId, page, options),
        (candidate) => candidate.userId === userId,
        { vendor: "gitbook" },
      );
      return member && { role: member.role, member };
    },

    /** GET /orgs/{o}/members/{u}/teams; nobody's teams are none. */
    async listMemberTeams(userId, options) {
      const path = org.path("members", userId, "teams");
      const teams = await collectPages(
        (page) => org.list(path, { page }, memberTeamSchema, (team) => team.team.id, options),
        { vendor: "gitbook" },
      ).catch((error: unknown) => {
        if (error instanceof VendorError && error.code === "VENDOR_NOT_FOUND") return [];
        throw error;
      });
      return [...new Set(teams)];
    },

    /** PUT /orgs/{o}/teams/{t}/members. Who is in `add` and in `remove` is removed. */
    async changeMembers(teamId, { add = [], remove = [], roles = {} }, options) {
      const memberships = Object.fromEntries(
        Object.entries(roles).map(([userId, role]) => [userId, { role: checkedRole(role) }]),
      );
      const body = {
        ...(add.length > 0 ? { add } : {}),
        ...(remove.length > 0 ? { remove } : {}),
        ...(Object.keys(memberships).length > 0 ? { memberships } : {}),
      };
      const path = org.teamPath(teamId, "members");
      await org.caller.send({ method: "PUT", path, body, expect: [204], signal: options?.signal });
    },

    /** DELETE /orgs/{o}/teams/{t}/members/{u}. */
    removeMember: async (teamId, userId, options) =>
      org.remove(org.teamPath(teamId, "members", userId), [204, 205], options),
  };
}

function checkedRole(role: TeamRole): "owner" | "member" {
  if (role === "owner" || role === "member") return role;
  throw refuse("gitbook", "NOT_SUPPORTED", "A team on GitBook has owners and members, no admins.");
}
