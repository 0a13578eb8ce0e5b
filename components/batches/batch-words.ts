import type { ChipState } from "#components/ui/chip.tsx";
import type { BatchRow, BatchState } from "#lib/changes/batches/schema.ts";

export const BATCH_STATE_WORDS: Record<BatchState, string> = {
  scheduled: "Scheduled",
  held: "Held",
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

const CHIPS = {
  scheduled: "pending",
  held: "pending",
  running: "running",
  paused: "pending",
  cancelled: "cancelled",
} as const;

/** A batch's state as a shape and a word. One with failures is over, and yet not simply finished. */
export function chipOf({ state, counts }: Pick<BatchRow, "counts" | "state">): {
  state: ChipState;
  word: string;
} {
  if (state !== "finished") return { state: CHIPS[state], word: BATCH_STATE_WORDS[state] };
  if (counts.failed > 0) return { state: "failed", word: "With failures" };
  if (counts.unknown > 0) return { state: "unknown", word: "Not all known" };
  return { state: "done", word: BATCH_STATE_WORDS.finished };
}
