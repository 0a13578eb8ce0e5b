"use client";

import { SegmentBar } from "#components/batches/segment-bar.tsx";
import { useNewestBatch } from "#components/batches/use-newest-batch.ts";
import { Bar } from "#components/ui/bar.tsx";
import { Link } from "#components/ui/link.tsx";
import { progressWords } from "#lib/changes/batches/progress.ts";
import type { BatchRow } from "#lib/changes/batches/schema.ts";

/** A batch that runs, at the sidebar's foot: its name, how far it is, and the way to its page. */
export function RunningBatchLink({ known }: { known: BatchRow }) {
  const batch = useNewestBatch(known);
  return (
    <Link
      className="mt-auto block rounded-md p-2 text-small text-muted hover:bg-hover max-sm:hidden"
      href={`/activity/batches/${encodeURIComponent(batch.id)}`}
    >
      <span className="mb-1.5 flex justify-between gap-2">
        <b className="clip font-medium text-text">
          <bdi>{batch.name}</bdi>
        </b>
        <span className="flex-none tabular-nums">{progressWords(batch)}</span>
      </span>
      <Bar size="sm" aria-hidden="true">
        <SegmentBar counts={batch.counts} />
      </Bar>
    </Link>
  );
}
