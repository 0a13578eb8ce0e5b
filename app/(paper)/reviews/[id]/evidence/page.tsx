import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { ReviewEvidence } from "#components/receipts/review-evidence.tsx";
import { isFromElsewhere } from "#lib/access/auth/from-elsewhere.ts";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { receiptTrail } from "#lib/changes/batches/receipt.ts";
import { takeEvidence } from "#lib/changes/reviews/evidence.ts";
import { AppError } from "#lib/core/errors.ts";

type Props = { params: Promise<{ id: string }> };

export const metadata: Metadata = { title: "Evidence" };

/** A review's evidence, made for paper; that it was taken is put on record, as with its files. */
export default async function EvidencePage({ params }: Props) {
  return asPageViewer("review.read", async (viewer) => {
    const { id } = await params;
    if (await isFromElsewhere()) redirect(`/reviews/${encodeURIComponent(id)}`);
    const evidence = await takeEvidence(viewer, id).catch((error: unknown) => {
      // Who does not see all of it, or is too early, has no such page.
      if (error instanceof AppError && error.code !== "INTERNAL") notFound();
      throw error;
    });
    const { batchId } = evidence.review;
    return <ReviewEvidence evidence={evidence} trail={batchId ? await receiptTrail(batchId) : undefined} />;
  });
}
