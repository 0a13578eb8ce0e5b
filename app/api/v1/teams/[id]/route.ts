import { team } from "#lib/insight/api/directory.ts";
import { serveOne } from "#lib/insight/api/serve.ts";

/** GET /api/v1/teams/{id} */
export const GET = serveOne(team);
