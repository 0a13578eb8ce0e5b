import type { BatchRow } from "#lib/changes/batches/schema.ts";
import { grouped } from "#lib/core/grouped.ts";

/**
 * How far a batch is: changes that have ended, of those that it is about. Lines that were skipped are neither: nothing had
 * to be done for them.
 */
export function progressOf({ counts, size }: Pick<BatchRow, "counts" | "size">): {
  done: number;
  of: number;
} {
  const of = size - counts.skipped;
  return { done: of - counts.pending - counts.running, of };
}

/** "9 of 12" */
export function progressWords(batch: Pick<BatchRow, "counts" | "size">): string {
  const { done, of } = progressOf(batch);
  return `${grouped(done)} of ${grouped(of)}`;
}
