import { getRoute } from "#lib/access/action/route.ts";
import { refreshState } from "#lib/changes/offboarding/refresh.ts";
import { refreshStateSchema } from "#lib/changes/offboarding/schema.ts";

export const GET = getRoute("offboarding.begin", async (request) => {
  const params = request.nextUrl.searchParams;
  const { since, list } = refreshStateSchema.parse({
    since: params.get("since"),
    list: params.getAll("list"),
  });
  return refreshState(since, list);
});
