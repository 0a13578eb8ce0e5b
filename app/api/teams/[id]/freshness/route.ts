import { getRoute } from "#lib/access/action/route.ts";
import { AppError } from "#lib/core/errors.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { lookAt } from "#lib/directory/sync/look.ts";
import { getTeamFreshness } from "#lib/directory/teams/data.ts";

/** GET /api/teams/{id}/freshness: how a team's lists are; starts runs of those that are stale. */
export const GET = getRoute<{ id: string }>("team.read", async (_request, { params: { id } }) => {
  await lookAt([listId(id, "members"), listId(id, "secrets")]);
  const freshness = await getTeamFreshness(id);
  if (!freshness) throw new AppError("NOT_FOUND", { reason: "This team is gone" });
  return freshness;
});
