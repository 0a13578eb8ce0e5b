import { batches } from "#lib/insight/api/happenings.ts";
import { applyPlan } from "#lib/insight/api/plans.ts";
import { serve, serveCommand } from "#lib/insight/api/serve.ts";

/** GET /api/v1/batches */
export const GET = serve(batches);

/** POST /api/v1/batches */
export const POST = serveCommand(applyPlan);
