import { getRoute } from "#lib/access/action/route.ts";
import { getReview } from "#lib/changes/reviews/data.ts";
import { AppError } from "#lib/core/errors.ts";

/** GET /api/reviews/{id}: an access review with its lists and reviewers. */
export const GET = getRoute<{ id: string }>("review.read", async (_request, { viewer, params }) => {
  const review = await getReview(viewer, params.id);
  if (!review) throw new AppError("NOT_FOUND", { reason: "There is no such review" });
  return review;
});
