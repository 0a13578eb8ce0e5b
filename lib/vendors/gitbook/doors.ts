import "server-only";
import type { VendorClient } from "#lib/vendors/port.ts";
import { toEntry, toInviteLink, toReach } from "./map.ts";
import type { Organization } from "./open-organization.ts";
import { inviteLinkSchema, organizationSchema, reachSchema } from "./schema.ts";

/** Spaces of one page: people read them, so no more than a screen or two. */
const REACH_LIMIT = 100;

type DoorOperations = Required<
  Pick<VendorClient, "readEntry" | "listInviteLinks" | "deleteInviteLink" | "listReach">
>;

/** Who can come in without an invitation by name, and what a member can reach. */
export const doorOperations = (org: Organization): DoorOperations => ({
  /** GET /orgs/{o}. */
  async readEntry(options) {
    const request = { method: "GET" as const, path: org.path(), expect: [200], signal: options?.signal };
    return toEntry(await org.caller.fetch(request, organizationSchema));
  },

  /** GET /orgs/{o}/link-invites. */
  listInviteLinks: async (page, options) =>
    org.list(org.path("link-invites"), { page }, inviteLinkSchema, toInviteLink, options),

  /** DELETE /orgs/{o}/link-invites/{id}. */
  deleteInviteLink: async (linkId, options) =>
    org.remove(org.path("link-invites", linkId), [204, 205], options),

  /** GET /orgs/{o}/members/{u}/spaces. */
  listReach: async (userId, page, options) =>
    org.list(
      org.path("members", userId, "spaces"),
      { page, limit: REACH_LIMIT },
      reachSchema,
      toReach,
      options,
    ),
});
