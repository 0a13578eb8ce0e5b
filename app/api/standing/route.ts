import { getRoute } from "#lib/access/action/route.ts";
import { lookAtOldest } from "#lib/directory/sync/look.ts";
import { getStanding } from "#lib/insight/standing/data.ts";
import { lookedAt } from "#lib/insight/standing/places.ts";
import { standingFilterSchema } from "#lib/insight/standing/schema.ts";

/** GET /api/standing?at=: how the copy stands; asking is looking, and starts runs of the oldest lists behind that page. */
export const GET = getRoute("team.read", async (request, { viewer }) => {
  const { at } = standingFilterSchema.parse(Object.fromEntries(request.nextUrl.searchParams));
  await lookAtOldest(lookedAt(at));
  return getStanding(viewer, at);
});
