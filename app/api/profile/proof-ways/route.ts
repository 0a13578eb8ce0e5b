import { getRoute } from "#lib/access/action/route.ts";
import { proofWays } from "#lib/access/auth/prove.ts";

/** GET /api/profile/proof-ways : how the viewer can prove who they are, for the dialog that asks. */
export const GET = getRoute("profile.stepUp", (_, { viewer }) => proofWays(viewer));
