import { getRoute } from "#lib/access/action/route.ts";
import { listReviewerChoices } from "#lib/changes/reviews/reviewers.ts";

/** GET /api/reviews/reviewers: who can be asked to decide. */
export const GET = getRoute("review.delegate", (_request, { viewer }) => listReviewerChoices(viewer));
