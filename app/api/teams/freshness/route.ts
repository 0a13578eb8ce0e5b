import { getRoute } from "#lib/action/route.ts";
import { lookAt } from "#lib/sync/look.ts";
import { oldestLists, overallFreshness } from "#lib/sync/overall.ts";

const OLDEST = 20;

/** GET /api/teams/freshness: all connections' lists of teams as one; starts runs of those that are stale. */
export const GET = getRoute("team.read", async () => {
  await lookAt(await oldestLists("teams", OLDEST));
  return (await overallFreshness("teams")) ?? null;
});
