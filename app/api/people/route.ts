import { getRoute } from "#lib/access/action/route.ts";
import { listPeople } from "#lib/directory/people/data.ts";
import { PINNED_COOKIE, readPinned } from "#lib/directory/people/pinned.ts";
import { personFilterSchema } from "#lib/directory/people/schema.ts";

/** GET /api/people: rows of people over all teams. */
export const GET = getRoute("member.read", (request) =>
  listPeople(
    personFilterSchema.parse(Object.fromEntries(request.nextUrl.searchParams)),
    readPinned(request.cookies.get(PINNED_COOKIE)?.value),
  ),
);
