import { people } from "#lib/insight/api/directory.ts";
import { serve } from "#lib/insight/api/serve.ts";

/** GET /api/v1/people */
export const GET = serve(people);
