"use client";

import Link from "next/link";
import { troubleOf } from "#components/batches/batch-words.ts";
import { useNewestBatch } from "#components/batches/use-newest-batch.ts";
import { Block } from "#components/overview/block.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
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
  if (counts.failed > 0) return <Icon name="xCircle" size="sm" className="danger" />;
  if (counts.unknown > 0) return <Icon name="help" size="sm" className="warn" />;
  if (state === "paused") return <Icon name="pause" size="sm" />;
  return state === "running" ? <Spinner /> : <Icon name="check" size="sm" />;
}

function Line({ known }: { known: BatchRow }) {
  const batch = useNewestBatch(known);
  return (
    <Link className="line two" href={`/activity/batches/${encodeURIComponent(batch.id)}`}>
      <Mark batch={batch} />
      <span className="stack">
        <bdi className="strong clip">{batch.name}</bdi>
        <small>{fate(batch)}</small>
      </span>
      <span className="val">{batch.size > 1 ? progressWords(batch) : <TimeAgo at={batch.createdAt} />}</span>
    </Link>
  );
}

export function BatchesBlock({ batches }: { batches: BatchRow[] }) {
  return (
    <Block
      title="Running and failed"
      count={batches.length}
      all={{ href: "/activity/batches", label: "All batches" }}
      empty="Nothing is running, and nothing failed in the last week."
    >
      {batches.map((batch) => (
        <Line key={batch.id} known={batch} />
      ))}
    </Block>
  );
}
