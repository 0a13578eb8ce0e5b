import { connections } from "#lib/insight/api/directory.ts";
import { serve } from "#lib/insight/api/serve.ts";

/** GET /api/v1/connections */
export const GET = serve(connections);
