import { getRoute } from "#lib/access/action/route.ts";
import { getClosing } from "#lib/changes/reviews/closing.ts";

/** GET /api/reviews/{id}/closing: what closing an access review comes to now. */
export const GET = getRoute<{ id: string }>("review.close", (_request, { params }) => getClosing(params.id));
