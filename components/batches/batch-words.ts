import type { BatchRow, BatchState } from "#lib/batches/schema.ts";

export const BATCH_STATE_WORDS: Record<BatchState, string> = {
  running: "Running",
  paused: "Paused",
  cancelled: "Cancelled",
  finished: "Finished",
};

const MINUTE = 60;
const HOUR = 3_600;

/** "about 40 seconds left" */
export function timeLeft(seconds: number): string {
  const [count, unit] =
    seconds < 2 * MINUTE
      ? [seconds, "second"]
      : seconds < 2 * HOUR
        ? [Math.round(seconds / MINUTE), "minute"]
        : [Math.round(seconds / HOUR), "hour"];
  return `about ${count} ${unit}${count === 1 ? "" : "s"} left`;
}

/** What needs a look in a batch: "2 failed, 1 unknown"; "" when nothing does. */
export const troubleOf = ({ counts }: Pick<BatchRow, "counts">): string =>
  [counts.failed > 0 && `${counts.failed} failed`, counts.unknown > 0 && `${counts.unknown} unknown`]
    .filter(Boolean)
    .join(", ");
