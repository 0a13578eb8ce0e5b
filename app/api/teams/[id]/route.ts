import { getRoute } from "#lib/access/action/route.ts";
import { AppError } from "#lib/core/errors.ts";
import { getTeam } from "#lib/directory/teams/data.ts";

/** GET /api/teams/{id}: one team. */
export const GET = getRoute<{ id: string }>("team.read", async (_request, { params }) => {
  const team = await getTeam(params.id);
  if (!team) throw new AppError("NOT_FOUND", { reason: "This team is gone" });
  return team;
});
