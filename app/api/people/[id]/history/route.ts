import { getRoute } from "#lib/action/route.ts";
import { personHistory } from "#lib/people/history.ts";

/** GET /api/people/{id}/history: what happened to a person, newest first. */
export const GET = getRoute<{ id: string }>("member.read", (_request, { params }) =>
  personHistory(params.id),
);
