import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { BatchScreen } from "#components/batches/batch-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { listBatchChanges } from "#lib/changes/batches/change-rows.ts";
import { getBatchProgress } from "#lib/changes/batches/data.ts";
import { batchChangeFilterSchema } from "#lib/changes/batches/schema.ts";
import { AppError } from "#lib/core/errors.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, unknown>> };

const readProgress = cache(async (viewer: Viewer, id: string) => {
  try {
    return await getBatchProgress(viewer, id);
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return asPageViewer("activity.read", async (viewer) => {
    const batch = await readProgress(viewer, (await params).id);
    return { title: batch?.name ?? "Not found" };
  });
}

export default async function BatchPage({ params, searchParams }: Props) {
  return asPageViewer("activity.read", async (viewer) => {
    const batch = await readProgress(viewer, (await params).id);
    if (!batch) notFound();
    const filter = batchChangeFilterSchema.parse({ ...(await searchParams), offset: 0, limit: 100 });
    const page = await listBatchChanges(viewer, batch.id, filter);
    return (
      <BatchScreen
        key={batch.id}
        batch={batch}
        initial={{ filter, page }}
        mayControl={can(viewer, "batch.control")}
        mayExport={can(viewer, "activity.export")}
      />
    );
  });
}
