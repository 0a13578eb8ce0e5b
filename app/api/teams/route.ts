import { getRoute } from "#lib/action/route.ts";
import { listTeams } from "#lib/teams/data.ts";
import { teamFilterSchema } from "#lib/teams/schema.ts";

/** GET /api/teams: the teams of all connections. */
export const GET = getRoute("team.read", async (request, { viewer }) =>
  listTeams(teamFilterSchema.parse(Object.fromEntries(request.nextUrl.searchParams)), viewer),
);
