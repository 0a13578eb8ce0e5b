import { getRoute } from "#lib/access/action/route.ts";
import { listManagers } from "#lib/directory/teams/managed.ts";

/** GET /api/teams/managers: the options of "Managed by". */
export const GET = getRoute("team.read", async () => listManagers());
