import { whoami } from "#lib/insight/api/self.ts";
import { serve } from "#lib/insight/api/serve.ts";

/** GET /api/v1/whoami */
export const GET = serve(whoami);
