import { getRoute } from "#lib/access/action/route.ts";
import { search } from "#lib/insight/search/data.ts";
import { searchSchema } from "#lib/insight/search/schema.ts";

/** GET /api/search?q= : teams, people and secrets for the palette. */
export const GET = getRoute("team.read", async (request, { viewer }) => {
  const { q } = searchSchema.parse(Object.fromEntries(request.nextUrl.searchParams));
  return search(q, viewer);
});
