import { events } from "#lib/insight/api/happenings.ts";
import { serve } from "#lib/insight/api/serve.ts";

/** GET /api/v1/events */
export const GET = serve(events);
