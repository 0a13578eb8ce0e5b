import { getRoute } from "#lib/action/route.ts";
import { getStanding } from "#lib/standing/data.ts";
import { lookedAt } from "#lib/standing/places.ts";
import { standingFilterSchema } from "#lib/standing/schema.ts";
import { lookAtOldest } from "#lib/sync/look.ts";

/** GET /api/standing?at=: how the copy stands; asking is looking, and starts runs of the oldest lists behind that page. */
export const GET = getRoute("team.read", async (request, { viewer }) => {
  const { at } = standingFilterSchema.parse(Object.fromEntries(request.nextUrl.searchParams));
  await lookAtOldest(lookedAt(at));
  return getStanding(viewer, at);
});
