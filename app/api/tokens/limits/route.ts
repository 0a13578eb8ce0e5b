import { getRoute } from "#lib/access/action/route.ts";
import { listGrantable } from "#lib/access/grants/data.ts";

/** GET /api/tokens/limits : what a token of one's own can be limited to. */
export const GET = getRoute("token.create", () => listGrantable());
