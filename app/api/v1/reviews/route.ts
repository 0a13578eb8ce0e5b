import { reviews } from "#lib/insight/api/happenings.ts";
import { serve } from "#lib/insight/api/serve.ts";

/** GET /api/v1/reviews */
export const GET = serve(reviews);
