import { getRoute } from "#lib/access/action/route.ts";
import { listItems } from "#lib/changes/reviews/data.ts";
import { reviewItemFilterSchema } from "#lib/changes/reviews/schema.ts";

/** GET /api/reviews/{id}/items: rows of an access review. */
export const GET = getRoute<{ id: string }>("review.read", (request, { viewer, params }) =>
  listItems(
    viewer,
    params.id,
    reviewItemFilterSchema.parse(Object.fromEntries(request.nextUrl.searchParams)),
  ),
);
