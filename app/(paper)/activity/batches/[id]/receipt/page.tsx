import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { BatchReceipt } from "#components/receipts/batch-receipt.tsx";
import { isFromElsewhere } from "#lib/access/auth/from-elsewhere.ts";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { openReceipt, receiptOnPaper, receiptTrail } from "#lib/changes/batches/receipt.ts";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";

type Props = { params: Promise<{ id: string }> };

export const metadata: Metadata = { title: "Receipt" };

/** A batch's receipt, made for paper; that it was taken is put on record, as with its files. */
export default async function BatchReceiptPage({ params }: Props) {
  return asPageViewer("activity.export", async (viewer) => {
    const { id } = await params;
    if (await isFromElsewhere()) redirect(`/activity/batches/${encodeURIComponent(id)}`);
    const batch = await openReceipt(viewer, id).catch((error: unknown) => {
      if (error instanceof AppError && error.code === "NOT_FOUND") notFound();
      throw error;
    });
    const [lines, trail] = await Promise.all([receiptOnPaper(batch), receiptTrail(id)]);
    return (
      <BatchReceipt
        {...{ batch, lines, trail }}
        taken={{ instance: env().ROLLCALL_URL, by: viewer.name || viewer.email, at: nowIso() }}
      />
    );
  });
}
