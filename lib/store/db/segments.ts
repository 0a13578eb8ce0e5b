import "server-only";
import { perProcess } from "#lib/core/per-process.ts";
import { viewKey } from "#lib/store/db/view.ts";

/** A stretch of a sorted list, read through one index: the owners, then the admins, then the members. */
export type Segment<Row> = {
  count(): Promise<number>;
  rows(limit: number, offset: number): Promise<Row[]>;
};

/**
 * Rows `offset … offset + limit` of segments that follow one another, and how many there are in all. Rows without a
 * value are a segment of their own, so they come last in either direction and on either database.
 */
export async function readSegments<Row>(
  segments: readonly Segment<Row>[],
  { offset, limit }: { offset: number; limit: number },
): Promise<{ rows: Row[]; total: number }> {
  const rows: Row[] = [];
  let start = 0;
  for (const segment of segments) {
    const count = await segment.count();
    const first = Math.max(0, offset - start);
    const wanted = Math.min(limit - rows.length, count - first);
    if (wanted > 0) rows.push(...(await segment.rows(wanted, first)));
    start += count;
  }
  return { rows, total: start };
}

const MAX_COUNTS = 1_000;
const counts = () => perProcess("row-counts", () => new Map<string, number>());

/** A count is kept for each view by itself: somebody limited sees fewer rows. */
const viewedKey = (key: string): string => (viewKey() === "" ? key : `${viewKey()}\n${key}`);

/** A count that was kept under a key; the key names the list, its version and the filter, so it is never out of date. */
export const keptCount = (key: string): number | undefined => counts().get(viewedKey(key));
export function keepCount(key: string, count: number): void {
  if (counts().size >= MAX_COUNTS) counts().clear();
  counts().set(viewedKey(key), count);
}

/** Counts once for a key, per process. */
export async function countOnce(key: string, count: () => Promise<number>): Promise<number> {
  const known = keptCount(key);
  if (known !== undefined) return known;
  const counted = await count();
  keepCount(key, counted);
  return counted;
}
