import { batch } from "#lib/insight/api/happenings.ts";
import { serveOne } from "#lib/insight/api/serve.ts";

/** GET /api/v1/batches/{id} */
export const GET = serveOne(batch);
