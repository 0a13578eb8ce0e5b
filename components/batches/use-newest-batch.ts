"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useStanding } from "#components/standing/standing.tsx";
import { batchProgressOptions } from "#lib/changes/batches/queries.ts";
import type { BatchRow } from "#lib/changes/batches/schema.ts";

/**
 * The newest that this browser knows of a batch, whoever asked for it: the sidebar, the overview, the table of batches and
 * the batch's own page ask at different moments, and say the same.
 */
export function useNewestBatch<Batch extends BatchRow>(batch: Batch): Batch {
  const running = useStanding().standing.batches.find(({ id }) => id === batch.id);
  // What its own page asked for, if that is open; nothing is asked for here.
  const { data: own } = useQuery({ ...batchProgressOptions(batch.id), enabled: false });
  const [lastRunning, setLastRunning] = useState(running);
  if (running && running !== lastRunning) setLastRunning(running);
  // While it runs, what a page was rendered with counts for nothing: it may be newer than what stands elsewhere.
  const known = running ? [own] : [lastRunning, own];
  const newest = known.reduce<BatchRow>(
    (best, other) => (other && other.readAt > best.readAt ? other : best),
    running ?? batch,
  );
  const { state, counts, readAt } = newest;
  return newest === batch ? batch : { ...batch, state, counts, readAt };
}
