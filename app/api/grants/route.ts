import { getRoute } from "#lib/access/action/route.ts";
import { getLimit, listGrantable } from "#lib/access/grants/data.ts";
import { setGrantsSchema } from "#lib/core/limits.ts";

/** GET /api/grants?kind=user&id= : what a user or role can be limited to, and is. Without a subject: what an invite can. */
export const GET = getRoute("grant.set", async (request) => {
  const asked = Object.fromEntries(request.nextUrl.searchParams);
  const subject = Object.keys(asked).length > 0 ? setGrantsSchema.shape.subject.parse(asked) : undefined;
  const [grantable, limit] = await Promise.all([listGrantable(), subject ? getLimit(subject) : null]);
  return { grantable, limit };
});
