import { batches } from "#lib/insight/api/happenings.ts";
import { serve } from "#lib/insight/api/serve.ts";

/** GET /api/v1/batches */
export const GET = serve(batches);
