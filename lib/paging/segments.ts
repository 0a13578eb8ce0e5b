import "server-only";
import { perProcess } from "#lib/per-process.ts";

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

/** A count that holds while `key` does: it names the list, its version and the filter. Kept per process. */
export async function countOnce(key: string, count: () => Promise<number>): Promise<number> {
  const known = counts().get(key);
  if (known !== undefined) return known;
  const counted = await count();
  if (counts().size >= MAX_COUNTS) counts().clear();
  counts().set(key, counted);
  return counted;
}
