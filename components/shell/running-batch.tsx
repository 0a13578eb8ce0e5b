"use client";

import Link from "next/link";
import { SegmentBar } from "#components/batches/segment-bar.tsx";
import { useNewestBatch } from "#components/batches/use-newest-batch.ts";
import { useStanding } from "#components/standing/standing.tsx";
import { Bar } from "#components/ui/bar.tsx";
import { progressWords } from "#lib/changes/batches/progress.ts";
import type { BatchRow } from "#lib/changes/batches/schema.ts";

/** The newest batch that runs, at the sidebar's foot: its name, how far it is, and the way to its page. */
export function RunningBatch() {
  const [batch] = useStanding().standing.batches;
  return batch ? <Running key={batch.id} known={batch} /> : null;
}

function Running({ known }: { known: BatchRow }) {
  const batch = useNewestBatch(known);
  return (
    <Link className="run" href={`/activity/batches/${encodeURIComponent(batch.id)}`}>
      <span className="run-row">
        <b className="clip">
          <bdi>{batch.name}</bdi>
        </b>
        <span className="num">{progressWords(batch)}</span>
      </span>
      <Bar size="sm" aria-hidden="true">
        <SegmentBar counts={batch.counts} />
      </Bar>
    </Link>
  );
}
