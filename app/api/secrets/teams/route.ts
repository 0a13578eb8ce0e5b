import { getRoute } from "#lib/access/action/route.ts";
import { listTeamsWithSecrets } from "#lib/directory/teams/data.ts";

/** GET /api/secrets/teams: all teams that can have secrets, for forms. */
export const GET = getRoute("secret.read", listTeamsWithSecrets);
