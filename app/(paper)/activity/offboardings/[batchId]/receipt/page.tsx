import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { OffboardingReceipt } from "#components/receipts/offboarding-receipt.tsx";
import { isFromElsewhere } from "#lib/access/auth/from-elsewhere.ts";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { openReceipt, receiptTrail } from "#lib/changes/batches/receipt.ts";
import { getOffboarding } from "#lib/changes/offboarding/data.ts";
import { receiptLines } from "#lib/changes/offboarding/receipt.ts";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";

type Props = { params: Promise<{ batchId: string }> };

export const metadata: Metadata = { title: "Receipt" };

/** An offboarding's receipt, made for paper; that it was taken is put on record, as with its files. */
export default async function OffboardingReceiptPage({ params }: Props) {
  return asPageViewer("activity.read", async (viewer) => {
    const { batchId } = await params;
    if (await isFromElsewhere()) redirect(`/activity/offboardings/${encodeURIComponent(batchId)}`);
    const offboarding = await getOffboarding(viewer, batchId).catch((error: unknown) => {
      if (error instanceof AppError && error.code === "NOT_FOUND") notFound();
      throw error;
    });
    await openReceipt(viewer, batchId);
    return (
      <OffboardingReceipt
        offboarding={offboarding}
        lines={receiptLines(offboarding)}
        trail={await receiptTrail(batchId)}
        taken={{ instance: env().ROLLCALL_URL, by: viewer.name || viewer.email, at: nowIso() }}
      />
    );
  });
}
