import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { ReviewScreen } from "#components/reviews/review-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { getReview, listItems } from "#lib/changes/reviews/data.ts";
import { reviewItemFilterSchema } from "#lib/changes/reviews/schema.ts";
import { FIRST_ROWS } from "#lib/core/filter/fields.ts";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, unknown>> };

const readReview = cache(getReview);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return asPageViewer("review.read", async (viewer) => {
    const review = await readReview(viewer, (await params).id);
    return { title: review?.name ?? "Not found" };
  });
}

export default async function ReviewPage({ params, searchParams }: Props) {
  return asPageViewer("review.read", async (viewer) => {
    const review = await readReview(viewer, (await params).id);
    if (!review) notFound();
    const filter = reviewItemFilterSchema.parse({ ...(await searchParams), ...FIRST_ROWS });
    const page = await listItems(viewer, review.id, filter);
    return <ReviewScreen key={review.id} review={review} initial={{ filter, page }} />;
  });
}
