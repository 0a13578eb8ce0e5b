import type { StateCounts } from "#lib/batches/schema.ts";

const PARTS = [
  { state: "done", className: undefined },
  { state: "skipped", className: "left" },
  { state: "unknown", className: "odd" },
  { state: "failed", className: "bad" },
  { state: "cancelled", className: "left" },
  { state: "running", className: "now" },
] as const;

/** What became of a batch's changes so far, as parts of one bar. Says nothing by itself: words stand beside it. */
export function SegmentBar({ counts }: { counts: StateCounts }) {
  return (
    <>
      {PARTS.filter(({ state }) => counts[state] > 0).map(({ state, className }) => (
        <span key={state} className={className} style={{ flex: counts[state] }} />
      ))}
      {counts.pending > 0 && <i style={{ flex: counts.pending }} />}
    </>
  );
}
