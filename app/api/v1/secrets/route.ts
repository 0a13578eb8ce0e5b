import { secrets } from "#lib/insight/api/directory.ts";
import { serve } from "#lib/insight/api/serve.ts";

/** GET /api/v1/secrets */
export const GET = serve(secrets);
