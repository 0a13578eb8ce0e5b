import "server-only";
import { createCaller, type VendorOptions } from "#lib/vendors/fetch.ts";
import type { Vendor } from "#lib/vendors/port.ts";
import { doorOperations } from "./doors.ts";
import { GITBOOK_FACTS } from "./facts.ts";
import { memberOperations } from "./members.ts";
import { openOrganization } from "./open-organization.ts";
import { organizationOperations } from "./organization.ts";
import { teamOperations } from "./teams.ts";
import { tokenOperations } from "./token.ts";

/** GitBook at a base URL, which may have a path prefix. `open` throws INVALID_INPUT for what cannot be a token. */
export function createGitBook(options: VendorOptions): Vendor {
  return {
    ...GITBOOK_FACTS,
    open(access) {
      const org = openOrganization(createCaller("gitbook", options, access), access.targetId);
      return {
        ...tokenOperations(org),
        ...teamOperations(org),
        ...memberOperations(org),
        ...organizationOperations(org),
        ...doorOperations(org),
      };
    },
  };
}
