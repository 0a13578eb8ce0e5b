import { getRoute } from "#lib/action/route.ts";
import { AppError } from "#lib/errors.ts";
import { getTeam } from "#lib/teams/data.ts";

/** GET /api/teams/{id}: one team. */
export const GET = getRoute<{ id: string }>("team.read", async (_request, { params }) => {
  const team = await getTeam(params.id);
  if (!team) throw new AppError("NOT_FOUND", { reason: "This team is gone" });
  return team;
});
