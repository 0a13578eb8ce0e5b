import { getRoute } from "#lib/access/action/route.ts";
import { getTrail } from "#lib/insight/trail/data.ts";

export const GET = getRoute("audit.read", getTrail);
