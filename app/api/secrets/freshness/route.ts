import { getRoute } from "#lib/action/route.ts";
import { lookAt } from "#lib/sync/look.ts";
import { oldestLists, overallFreshness } from "#lib/sync/overall.ts";

/** A page over all teams brings so many of the oldest lists up to date at a look; the schedule does the rest. */
const OLDEST = 20;

/** GET /api/secrets/freshness: all lists of secrets as one; starts runs of the oldest that are stale. */
export const GET = getRoute("secret.read", async () => {
  await lookAt(await oldestLists("secrets", OLDEST));
  return (await overallFreshness("secrets")) ?? null;
});
