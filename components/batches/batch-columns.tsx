"use client";

import { chipOf, troubleOf } from "#components/batches/batch-words.ts";
import { SegmentBar } from "#components/batches/segment-bar.tsx";
import { useNewestBatch } from "#components/batches/use-newest-batch.ts";
import { between, type Column } from "#components/data-table/columns.ts";
import { Bar } from "#components/ui/bar.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { Link } from "#components/ui/link.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { progressWords } from "#lib/changes/batches/progress.ts";
import type { BatchRow } from "#lib/changes/batches/schema.ts";

function StateChip({ known }: { known: BatchRow }) {
  return <Chip {...chipOf(useNewestBatch(known))} />;
}

function ProgressCell({ known }: { known: BatchRow }) {
  const batch = useNewestBatch(known);
  return (
    <span className="grid grid-cols-[minmax(84px,auto)_1fr] items-center gap-2.5 tabular-nums">
      <span>{progressWords(batch)}</span>
      <Bar aria-hidden="true">
        <SegmentBar counts={batch.counts} />
      </Bar>
    </span>
  );
}

export const BATCH_COLUMNS: readonly Column<BatchRow>[] = [
  {
    id: "name",
    header: "Batch",
    className: "at-1",
    skeleton: 220,
    cell: (batch) => (
      <span className="name" title={batch.name}>
        <Link className="clip" href={`/activity/batches/${encodeURIComponent(batch.id)}`}>
          <bdi>{batch.name}</bdi>
        </Link>
      </span>
    ),
  },
  {
    id: "state",
    header: "State",
    width: 124,
    className: "at-1e",
    skeleton: 64,
    cell: (batch) => <StateChip known={batch} />,
  },
  {
    id: "progress",
    header: "Progress",
    width: 196,
    skeleton: 120,
    className: "at-2",
    cell: (batch) => <ProgressCell known={batch} />,
  },
  {
    id: "trouble",
    header: "Needs a look",
    width: 148,
    skeleton: 48,
    cell: (batch) => {
      const trouble = troubleOf(batch);
      return trouble ? (
        <span className={batch.counts.failed > 0 ? "text-danger" : "text-warn"}>{trouble}</span>
      ) : (
        <span className="text-faint">Nothing</span>
      );
    },
  },
  {
    id: "by",
    header: "Started by",
    width: between(164, 15, 280),
    skeleton: 96,
    cell: (batch) => <bdi className="clip">{batch.by}</bdi>,
  },
  {
    id: "at",
    header: "Started",
    width: 104,
    className: "text-faint at-2e",
    skeleton: 52,
    // What waits for its time was only asked for.
    cell: ({ state, createdAt }) =>
      state === "scheduled" || state === "held" ? "Not yet" : <TimeAgo at={createdAt} />,
  },
];
