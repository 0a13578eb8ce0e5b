import { getRoute } from "#lib/access/action/route.ts";
import { listBatchChanges } from "#lib/changes/batches/change-rows.ts";
import { batchChangeFilterSchema } from "#lib/changes/batches/schema.ts";

export const GET = getRoute<{ id: string }>("activity.read", async (request, { viewer, params }) =>
  listBatchChanges(
    viewer,
    params.id,
    batchChangeFilterSchema.parse(Object.fromEntries(request.nextUrl.searchParams)),
  ),
);
