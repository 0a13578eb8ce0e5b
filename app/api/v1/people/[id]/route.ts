import { person } from "#lib/insight/api/directory.ts";
import { serveOne } from "#lib/insight/api/serve.ts";

/** GET /api/v1/people/{id} */
export const GET = serveOne(person);
