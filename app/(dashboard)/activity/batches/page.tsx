import type { Metadata } from "next";
import { BatchesScreen } from "#components/batches/batches-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { listBatches } from "#lib/changes/batches/data.ts";
import { batchFilterSchema } from "#lib/changes/batches/schema.ts";
import { FIRST_ROWS } from "#lib/core/filter/fields.ts";

export const metadata: Metadata = { title: "Batches" };

export default async function BatchesPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  return asPageViewer("activity.read", async (viewer) => {
    const filter = batchFilterSchema.parse({ ...(await searchParams), ...FIRST_ROWS });
    return <BatchesScreen initial={{ filter, page: await listBatches(viewer, filter) }} />;
  });
}
