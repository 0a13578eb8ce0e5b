import { getRoute } from "#lib/access/action/route.ts";
import { listAllSecrets } from "#lib/directory/secrets/data.ts";
import { secretFilterSchema } from "#lib/directory/secrets/schema.ts";

/** GET /api/secrets: names and dates of all teams' secrets. */
export const GET = getRoute("secret.read", async (request) =>
  listAllSecrets(secretFilterSchema.parse(Object.fromEntries(request.nextUrl.searchParams))),
);
