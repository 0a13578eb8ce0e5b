import "server-only";
import { collectPages } from "#lib/vendors/pages.ts";
import type { CallOptions, VendorClient, VendorPage, VendorTeam } from "#lib/vendors/port.ts";
import { refuse } from "#lib/vendors/refuse.ts";
import { cleanText, TEXT_LIMITS } from "#lib/vendors/text.ts";
import { toTeam } from "./map.ts";
import type { Organization } from "./open-organization.ts";
import { teamSchema } from "./schema.ts";

const MAX_TITLE_LENGTH = 64;

type TeamOperations = Pick<VendorClient, "listTeams" | "getTeam"> &
  Required<
    Pick<VendorClient, "findTeamsByTitle" | "listManagedTeams" | "createTeam" | "renameTeam" | "deleteTeam">
  >;

export function teamOperations(org: Organization): TeamOperations {
  /** GET /orgs/{o}/teams. */
  const list = (
    query: { page?: string | undefined; owner?: string; title?: string },
    options: CallOptions | undefined,
  ): Promise<VendorPage<VendorTeam>> => org.list(org.path("teams"), query, teamSchema, toTeam, options);

  return {
    listTeams: (cursor, options) => list({ page: cursor }, options),

    /** GET /orgs/{o}/teams/{t}. */
    async getTeam(teamId, options) {
      const request = {
        method: "GET" as const,
        path: org.teamPath(teamId),
        expect: [200],
        signal: options?.signal,
      };
      return toTeam(await org.caller.fetch(request, teamSchema));
    },

    async findTeamsByTitle(title, options) {
      const teams = await collectPages((page) => list({ page, title }, options), { vendor: "gitbook" });
      const wanted = cleanText(title, TEXT_LIMITS.name);
      return teams.filter((team) => team.name === wanted);
    },

    listManagedTeams: (owner, options) =>
      collectPages((page) => list({ page, owner }, options), { vendor: "gitbook" }),

    /** PUT /orgs/{o}/teams creates (201). Sent again it would be refused for its own title: never repeated blindly. */
    async createTeam({ title, memberIds }, options) {
      const body = { title: checkedTitle(title), ...(memberIds.length > 0 ? { members: memberIds } : {}) };
      const request = { method: "PUT" as const, path: org.path("teams"), body, expect: [201] };
      return toTeam(await org.caller.fetch({ ...request, signal: options?.signal }, teamSchema));
    },

    /** PATCH /orgs/{o}/teams/{t}. */
    async renameTeam(teamId, title, options) {
      const body = { title: checkedTitle(title) };
      const request = { method: "PATCH" as const, path: org.teamPath(teamId), body, expect: [200] };
      return toTeam(await org.caller.fetch({ ...request, signal: options?.signal }, teamSchema));
    },

    /** DELETE /orgs/{o}/teams/{t}. */
    deleteTeam: async (teamId, options) => org.remove(org.teamPath(teamId), [204, 205], options),
  };
}

function checkedTitle(title: string): string {
  if (title.length >= 1 && title.length <= MAX_TITLE_LENGTH) return title;
  throw refuse("gitbook", "INVALID_INPUT", "A team's title has 1 to 64 characters.");
}
