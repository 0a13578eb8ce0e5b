import { getRoute } from "#lib/access/action/route.ts";
import { listViews } from "#lib/directory/views/data.ts";

/** GET /api/views: the views that come with Rollcall, one's own and the shared ones. */
export const GET = getRoute("view.save", (_request, { viewer }) => listViews(viewer));
