import type { StateCounts } from "#lib/changes/batches/schema.ts";

const PARTS = [
  { state: "done", className: "bg-accent" },
  { state: "unknown", className: "bg-warn" },
  { state: "failed", className: "bg-danger" },
  { state: "cancelled", className: "bg-faint" },
  { state: "running", className: "bg-[color-mix(in_oklch,var(--color-accent)_45%,var(--color-line))]" },
] as const;

/** What became of a batch's changes so far, as parts of one bar; skipped lines are no part of it. Words stand beside it. */
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
