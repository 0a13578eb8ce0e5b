import { teams } from "#lib/insight/api/directory.ts";
import { serve } from "#lib/insight/api/serve.ts";

/** GET /api/v1/teams */
export const GET = serve(teams);
