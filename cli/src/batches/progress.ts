import type { Batch } from "../api/rows.ts";

const count = ({ counts }: Pick<Batch, "counts">, state: keyof Batch["counts"]): number => counts[state];

/** How many of a batch's changes did not become what was asked for. */
export const failedOf = (batch: Pick<Batch, "counts">): number =>
  count(batch, "failed") + count(batch, "unknown") + count(batch, "cancelled");

const endedOf = (batch: Pick<Batch, "counts">): number =>
  count(batch, "done") + count(batch, "skipped") + failedOf(batch);

/** "running: 12 of 40, 1 failed". */
export function progressWords(batch: Pick<Batch, "counts" | "size" | "state">): string {
  const parts = (["failed", "unknown", "cancelled", "skipped"] as const)
    .filter((state) => count(batch, state) > 0)
    .map((state) => `, ${count(batch, state)} ${state === "skipped" ? "already so" : state}`);
  return `${batch.state}: ${endedOf(batch)} of ${batch.size}${parts.join("")}`;
}

/** How far a batch is, as a bar of a sixth to a third of the terminal. */
export function barOf(batch: Pick<Batch, "counts" | "size">, columns: number): string {
  const width = Math.max(10, Math.min(30, Math.floor(columns / 3)));
  const filled = batch.size === 0 ? width : Math.round((width * endedOf(batch)) / batch.size);
  return `[${"#".repeat(filled)}${"-".repeat(width - filled)}]`;
}
