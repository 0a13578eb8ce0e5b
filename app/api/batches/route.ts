import { getRoute } from "#lib/action/route.ts";
import { listBatches } from "#lib/batches/data.ts";
import { batchFilterSchema } from "#lib/batches/schema.ts";

export const GET = getRoute("activity.read", async (request, { viewer }) =>
  listBatches(viewer, batchFilterSchema.parse(Object.fromEntries(request.nextUrl.searchParams))),
);
