import { readingRoute } from "#lib/access/action/route.ts";
import { findAddresses } from "#lib/directory/members/find-addresses.ts";
import { findAddressesSchema } from "#lib/directory/members/schema.ts";

/** POST /api/addresses : what each line of a pasted list is, for a team or an organization. Throws NOT_FOUND. */
export const POST = readingRoute("member.add", findAddressesSchema, findAddresses);
