import { getRoute } from "#lib/access/action/route.ts";
import { historyFor } from "#lib/insight/activity/history.ts";

/** GET /api/people/{id}/history: what happened to a person, newest first. */
export const GET = getRoute<{ id: string }>("member.read", (_request, { params, viewer }) =>
  historyFor(params.id, viewer),
);
