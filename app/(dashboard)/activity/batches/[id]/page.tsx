import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { BatchScreen } from "#components/batches/batch-screen.tsx";
import { ScheduleScreen } from "#components/schedules/schedule-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { listBatchChanges } from "#lib/changes/batches/change-rows.ts";
import { getBatchProgress } from "#lib/changes/batches/data.ts";
import { batchChangeFilterSchema } from "#lib/changes/batches/schema.ts";
import { getSchedule } from "#lib/changes/schedules/data.ts";
import { AppError } from "#lib/core/errors.ts";
import { FIRST_ROWS } from "#lib/core/filter/fields.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";

const readSchedule = cache(getSchedule);

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
    const { id } = await params;
    const shown = (await readProgress(viewer, id)) ?? (await readSchedule(viewer, id));
    return { title: shown?.name ?? "Not found" };
  });
}

export default async function BatchPage({ params, searchParams }: Props) {
  return asPageViewer("activity.read", async (viewer) => {
    const { id } = await params;
    const query = await searchParams;
    const [batch, schedule] = await Promise.all([readProgress(viewer, id), readSchedule(viewer, id)]);
    // What waits for its time has the id of its batch to come; lines of it may be held when that has begun.
    if (schedule && (!batch || "held" in query))
      return <ScheduleScreen schedule={schedule} mayControl={can(viewer, "batch.control")} />;
    if (!batch) notFound();
    const filter = batchChangeFilterSchema.parse({ ...query, ...FIRST_ROWS });
    const page = await listBatchChanges(viewer, batch.id, filter);
    return (
      <BatchScreen
        key={batch.id}
        batch={batch}
        schedule={schedule}
        initial={{ filter, page }}
        mayControl={can(viewer, "batch.control")}
        mayExport={can(viewer, "activity.export")}
      />
    );
  });
}
