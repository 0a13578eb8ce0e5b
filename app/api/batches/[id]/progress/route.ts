import { getRoute } from "#lib/access/action/route.ts";
import { getBatchProgress } from "#lib/changes/batches/data.ts";

export const GET = getRoute<{ id: string }>("activity.read", async (_request, { viewer, params }) =>
  getBatchProgress(viewer, params.id),
);
