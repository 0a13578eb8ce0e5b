import { schedules } from "#lib/insight/api/happenings.ts";
import { serve } from "#lib/insight/api/serve.ts";

/** GET /api/v1/schedules */
export const GET = serve(schedules);
