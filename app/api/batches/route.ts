import { getRoute } from "#lib/access/action/route.ts";
import { listBatches } from "#lib/changes/batches/data.ts";
import { batchFilterSchema } from "#lib/changes/batches/schema.ts";

export const GET = getRoute("activity.read", async (request, { viewer }) =>
  listBatches(viewer, batchFilterSchema.parse(Object.fromEntries(request.nextUrl.searchParams))),
);
