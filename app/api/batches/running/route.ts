import { getRoute } from "#lib/action/route.ts";
import { runningBatch } from "#lib/batches/data.ts";

export const GET = getRoute("activity.read", async (_request, { viewer }) => runningBatch(viewer));
