import type { Metadata } from "next";
import { ReviewsScreen } from "#components/reviews/reviews-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { listReviews } from "#lib/changes/reviews/data.ts";
import { can } from "#lib/core/permissions.ts";

export const metadata: Metadata = { title: "Reviews" };

export default async function ReviewsPage() {
  return asPageViewer("review.read", async (viewer) => (
    <ReviewsScreen
      reviews={await listReviews(viewer)}
      userId={viewer.userId}
      mayCreate={can(viewer, "review.create")}
    />
  ));
}
