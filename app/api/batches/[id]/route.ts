import { getRoute } from "#lib/access/action/route.ts";
import { getBatchOutcome } from "#lib/changes/journal/data.ts";

/** How a batch and its changes stand. One's own; everybody's for who may change things. */
export const GET = getRoute<{ id: string }>("activity.read", (_request, { viewer, params }) =>
  getBatchOutcome(viewer, params.id),
);
