import { getRoute } from "#lib/action/route.ts";
import { getBatchProgress } from "#lib/batches/data.ts";

export const GET = getRoute<{ id: string }>("activity.read", async (_request, { viewer, params }) =>
  getBatchProgress(viewer, params.id),
);
