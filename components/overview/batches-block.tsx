"use client";

import { troubleOf } from "#components/batches/batch-words.ts";
import { useNewestBatch } from "#components/batches/use-newest-batch.ts";
import { OverviewBlock } from "#components/overview/block.tsx";
import { LineGlyph, LineLink, LineValue } from "#components/ui/line.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { progressWords } from "#lib/changes/batches/progress.ts";
import type { BatchRow } from "#lib/changes/batches/schema.ts";

/** What became of a batch, in words; nothing is called done that is not known to be. */
function fate(batch: BatchRow): string {
  const trouble = troubleOf(batch);
  const isUnknown = batch.counts.unknown > 0;
  if (trouble) return isUnknown ? `${trouble}: the answer never came` : trouble;
  if (batch.state === "paused") return "Paused";
  return batch.state === "running" ? "Running" : "Ended";
}

function Mark({ batch: { counts, state } }: { batch: BatchRow }) {
  if (counts.failed > 0) return <LineGlyph icon="xCircle" tone="danger" />;
  if (counts.unknown > 0) return <LineGlyph icon="help" tone="warn" />;
  if (state === "paused") return <LineGlyph icon="pause" />;
  return state === "running" ? <LineGlyph /> : <LineGlyph icon="check" />;
}

function Line({ known }: { known: BatchRow }) {
  const batch = useNewestBatch(known);
  return (
    <LineLink isTwo href={`/activity/batches/${encodeURIComponent(batch.id)}`}>
      <Mark batch={batch} />
      <span className="min-w-0 flex-1 leading-[17px]">
        <bdi className="clip font-medium">{batch.name}</bdi>
        <small className="clip text-small text-faint max-sm:whitespace-normal">{fate(batch)}</small>
      </span>
      <LineValue>{batch.size > 1 ? progressWords(batch) : <TimeAgo at={batch.createdAt} />}</LineValue>
    </LineLink>
  );
}

export function BatchesBlock({ batches }: { batches: BatchRow[] }) {
  return (
    <OverviewBlock
      title="Running and failed"
      count={batches.length}
      all={{ href: "/activity/batches", label: "All batches" }}
      empty="Nothing is running, and nothing failed in the last week."
    >
      {batches.map((batch) => (
        <Line key={batch.id} known={batch} />
      ))}
    </OverviewBlock>
  );
}
