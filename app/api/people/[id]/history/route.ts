import { getRoute } from "#lib/access/action/route.ts";
import { personHistory } from "#lib/directory/people/history.ts";

/** GET /api/people/{id}/history: what happened to a person, newest first. */
export const GET = getRoute<{ id: string }>("member.read", (_request, { params }) =>
  personHistory(params.id),
);
