import { getRoute } from "#lib/action/route.ts";
import { listActivity } from "#lib/activity/data.ts";
import { activityFilterSchema } from "#lib/activity/schema.ts";

export const GET = getRoute("activity.read", async (request, { viewer }) =>
  listActivity(activityFilterSchema.parse(Object.fromEntries(request.nextUrl.searchParams)), { viewer }),
);
