import { createPlan } from "#lib/insight/api/plans.ts";
import { serveCommand } from "#lib/insight/api/serve.ts";

/** POST /api/v1/plans */
export const POST = serveCommand(createPlan);
