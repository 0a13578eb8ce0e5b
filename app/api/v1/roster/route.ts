import { roster } from "#lib/insight/api/roster.ts";
import { serve } from "#lib/insight/api/serve.ts";

/** GET /api/v1/roster */
export const GET = serve(roster);
