"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { SegmentBar } from "#components/batches/segment-bar.tsx";
import { runningBatchOptions } from "#lib/batches/queries.ts";

/** The batch that runs, at the sidebar's foot: its name, how far it is, and the way to its page. */
export function RunningBatch() {
  const { data: batch } = useQuery(runningBatchOptions());
  if (!batch) return null;
  const done = `${batch.ended.toLocaleString("en")} of ${batch.size.toLocaleString("en")}`;
  return (
    <Link className="run" href={`/activity/batches/${encodeURIComponent(batch.id)}`}>
      <span className="run-row">
        <b className="clip">
          <bdi>{batch.name}</bdi>
        </b>
        <span className="num">{done}</span>
      </span>
      <span className="bar is-thin" aria-hidden="true">
        <SegmentBar counts={batch.counts} />
      </span>
    </Link>
  );
}
