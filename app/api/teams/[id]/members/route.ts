import { getRoute } from "#lib/access/action/route.ts";
import { AppError } from "#lib/core/errors.ts";
import { listMembers } from "#lib/directory/members/data.ts";
import { memberFilterSchema } from "#lib/directory/members/schema.ts";
import { getTeam } from "#lib/directory/teams/data.ts";

/** GET /api/teams/{id}/members: rows of a team's members. */
export const GET = getRoute<{ id: string }>("member.read", async (request, { params }) => {
  const page = await listMembers(
    params.id,
    memberFilterSchema.parse(Object.fromEntries(request.nextUrl.searchParams)),
  );
  if (!page.freshness && !(await getTeam(params.id)))
    throw new AppError("NOT_FOUND", { reason: "This team is gone" });
  return page;
});
