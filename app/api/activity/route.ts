import { getRoute } from "#lib/access/action/route.ts";
import { activityFilterSchema } from "#lib/directory/activity/schema.ts";
import { listActivity } from "#lib/insight/activity/data.ts";

export const GET = getRoute("activity.read", async (request, { viewer }) =>
  listActivity(activityFilterSchema.parse(Object.fromEntries(request.nextUrl.searchParams)), { viewer }),
);
