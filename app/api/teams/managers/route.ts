import { getRoute } from "#lib/action/route.ts";
import { listManagers } from "#lib/teams/managed.ts";

/** GET /api/teams/managers: the options of "Managed by". */
export const GET = getRoute("team.read", async () => listManagers());
