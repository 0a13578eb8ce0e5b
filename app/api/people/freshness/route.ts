import { getRoute } from "#lib/action/route.ts";
import { lookAt } from "#lib/sync/look.ts";
import { oldestLists, overallFreshness } from "#lib/sync/overall.ts";

/** A page over all teams brings so many of the oldest lists up to date at a look; the schedule does the rest. */
const OLDEST = 20;

/** GET /api/people/freshness: all lists of members as one; starts runs of the oldest that are stale. */
export const GET = getRoute("member.read", async () => {
  await lookAt(await oldestLists("members", OLDEST));
  return (await overallFreshness("members")) ?? null;
});
