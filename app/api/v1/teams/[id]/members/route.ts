import { members } from "#lib/insight/api/directory.ts";
import { serveOne } from "#lib/insight/api/serve.ts";

/** GET /api/v1/teams/{id}/members */
export const GET = serveOne(members);
