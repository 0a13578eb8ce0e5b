import { getRoute } from "#lib/access/action/route.ts";
import { listTeams } from "#lib/directory/teams/data.ts";
import { teamFilterSchema } from "#lib/directory/teams/schema.ts";

/** GET /api/teams: the teams of all connections. */
export const GET = getRoute("team.read", async (request, { viewer }) =>
  listTeams(teamFilterSchema.parse(Object.fromEntries(request.nextUrl.searchParams)), viewer),
);
