import { plan } from "#lib/insight/api/plans.ts";
import { serveOne } from "#lib/insight/api/serve.ts";

/** GET /api/v1/plans/{id} */
export const GET = serveOne(plan);
