import { getRoute } from "#lib/access/action/route.ts";
import { getLimit, listGrantable } from "#lib/access/grants/data.ts";
import { setGrantsSchema } from "#lib/core/limits.ts";

/** GET /api/grants?kind=user&id= : what a user or role can be limited to, and is. */
export const GET = getRoute("grant.set", async (request) => {
  const subject = setGrantsSchema.shape.subject.parse(Object.fromEntries(request.nextUrl.searchParams));
  const [grantable, limit] = await Promise.all([listGrantable(), getLimit(subject)]);
  return { grantable, limit };
});
