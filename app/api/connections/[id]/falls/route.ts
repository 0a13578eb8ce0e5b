import { getRoute } from "#lib/access/action/route.ts";
import { listFalling } from "#lib/changes/schedules/falls.ts";

/** GET /api/connections/{id}/falls : what waits for a time and falls with the connection. */
export const GET = getRoute<{ id: string }>("connection.delete", (_request, { viewer, params }) =>
  listFalling(viewer, params.id),
);
