import { getRoute } from "#lib/access/action/route.ts";
import { readReach } from "#lib/directory/people/reach.ts";
import { reachQuerySchema } from "#lib/directory/people/schema.ts";

/** GET /api/people/{id}/reach: a page of what one account of a person can reach, read from the vendor now. */
export const GET = getRoute<{ id: string }>("member.read", async (request, { params }) => {
  const query = reachQuerySchema.parse(Object.fromEntries(request.nextUrl.searchParams));
  return readReach(params.id, query);
});
