import { getRoute } from "#lib/action/route.ts";
import { listBatchChanges } from "#lib/batches/change-rows.ts";
import { batchChangeFilterSchema } from "#lib/batches/schema.ts";

export const GET = getRoute<{ id: string }>("activity.read", async (request, { viewer, params }) =>
  listBatchChanges(
    viewer,
    params.id,
    batchChangeFilterSchema.parse(Object.fromEntries(request.nextUrl.searchParams)),
  ),
);
