import "server-only";
import { collectPages } from "#lib/vendors/pages.ts";
import type { CallOptions, TokenTarget, VendorClient } from "#lib/vendors/port.ts";
import { VendorError } from "#lib/vendors/port.ts";
import { refuse } from "#lib/vendors/refuse.ts";
import { toTarget, toUser } from "./map.ts";
import type { Organization } from "./open-organization.ts";
import { organizationSchema, userSchema } from "./schema.ts";

/** Organizations whose permissions are asked one by one; the others show what the list says. */
const MAX_DETAILS = 10;

/** Whose token it is and what it reaches: GET /user, GET /orgs (all pages), GET /orgs/{o}. */
export function tokenOperations(org: Organization): Pick<VendorClient, "checkToken"> {
  return {
    async checkToken(options) {
      const [user, listed] = await Promise.all([whoami(org, options), listOrganizations(org, options)]);
      const own = listed.find((target) => target.id === org.id);
      const asked = [...(own ? [own] : []), ...listed.filter((target) => target !== own)].slice(
        0,
        MAX_DETAILS,
      );
      // An id that was typed by hand is asked too: the list may not have it.
      const ids = [...(org.id !== "" && !own ? [org.id] : []), ...asked.map((target) => target.id)];
      const details = await Promise.all(ids.map((id) => detailOf(org, id, options)));
      const known = new Map(details.flatMap((target) => (target ? [[target.id, target] as const] : [])));
      const targets = listed.map((target) => known.get(target.id) ?? target);
      const typed = own ? undefined : known.get(org.id);
      return { user, targets: typed ? [...targets, typed] : targets };
    },
  };
}

/** GET /user. Everybody may ask who they are, so a 403 here is GitBook's answer to no usable token. */
async function whoami(org: Organization, options: CallOptions | undefined) {
  const request = { method: "GET" as const, path: ["user"], expect: [200], signal: options?.signal };
  const row = await org.caller.fetch(request, userSchema).catch((error: unknown) => {
    if (!(error instanceof VendorError) || error.code !== "VENDOR_FORBIDDEN") throw error;
    throw refuse("gitbook", "VENDOR_TOKEN_REFUSED", error.reason ?? "GitBook does not accept this token.");
  });
  return toUser(row);
}

const listOrganizations = (org: Organization, options: CallOptions | undefined): Promise<TokenTarget[]> =>
  collectPages((page) => org.list(["orgs"], { page }, organizationSchema, toTarget, options), {
    vendor: "gitbook",
  });

/** GET /orgs/{o}; undefined when the token does not open it. */
async function detailOf(
  org: Organization,
  id: string,
  options: CallOptions | undefined,
): Promise<TokenTarget | undefined> {
  const request = { method: "GET" as const, path: ["orgs", id], expect: [200], signal: options?.signal };
  try {
    return toTarget(await org.caller.fetch(request, organizationSchema));
  } catch (error) {
    const closed = error instanceof VendorError && CLOSED.has(error.code);
    if (closed) return undefined;
    throw error;
  }
}

const CLOSED = new Set(["VENDOR_NOT_FOUND", "VENDOR_FORBIDDEN", "VENDOR_REFUSED", "INVALID_INPUT"]);
