import { approval } from "#lib/insight/api/approvals.ts";
import { serveOne } from "#lib/insight/api/serve.ts";

/** GET /api/v1/approvals/{id} */
export const GET = serveOne(approval);
