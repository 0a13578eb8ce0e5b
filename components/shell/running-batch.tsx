"use client";

import { useStanding } from "#components/standing/standing.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";

// Most of the time none runs.
const RunningBatchLink = lazyPart(
  () => import("./running-batch-link.tsx").then((m) => m.RunningBatchLink),
  () => null,
);

/** The newest batch that runs, if one does. */
export function RunningBatch() {
  const [batch] = useStanding().standing.batches;
  return batch ? <RunningBatchLink key={batch.id} known={batch} /> : null;
}
