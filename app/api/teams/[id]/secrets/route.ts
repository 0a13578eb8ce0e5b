import { getRoute } from "#lib/access/action/route.ts";
import { AppError } from "#lib/core/errors.ts";
import { listSecrets } from "#lib/directory/secrets/data.ts";
import { secretFilterSchema } from "#lib/directory/secrets/schema.ts";
import { getTeam } from "#lib/directory/teams/data.ts";

/** GET /api/teams/{id}/secrets: names and dates of a team's secrets. */
export const GET = getRoute<{ id: string }>("secret.read", async (request, { params }) => {
  const page = await listSecrets(
    params.id,
    secretFilterSchema.parse(Object.fromEntries(request.nextUrl.searchParams)),
  );
  if (!page.freshness && !(await getTeam(params.id)))
    throw new AppError("NOT_FOUND", { reason: "This team is gone" });
  return page;
});
