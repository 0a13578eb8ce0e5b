import { getRoute } from "#lib/action/route.ts";
import { getTrail } from "#lib/trail/data.ts";

export const GET = getRoute("audit.read", getTrail);
