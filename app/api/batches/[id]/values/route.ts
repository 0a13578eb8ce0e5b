import { getRoute } from "#lib/access/action/route.ts";
import { listValuesNeeded } from "#lib/changes/batches/retry.ts";

/** GET /api/batches/{id}/values : which failed changes need a value to be tried again. */
export const GET = getRoute<{ id: string }>("batch.control", (_, { viewer, params }) =>
  listValuesNeeded(viewer, params.id),
);
