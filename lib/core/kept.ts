import { perProcess } from "./per-process.ts";

/** What took long to make stays for so many times as long, though what it is made of changes all the while. */
const KEPT_TIMES = 20;
const KEPT = 8;

type Kept = { version: number; until: number; value: unknown };

/**
 * What `make` resolves to, kept under a key in the process's `slot`: for as long as the version is the same, and else for a
 * while, the longer the longer it took to make. The last eight keys of a slot are kept.
 */
export async function keptAWhile<T>(
  slot: string,
  { key, version }: { key: string; version: number },
  make: () => Promise<T>,
): Promise<T> {
  const kept = perProcess(slot, () => new Map<string, Kept>());
  const known = kept.get(key);
  const startedAt = performance.now();
  if (known && (known.version === version || startedAt < known.until)) return known.value as T;
  const value = await make();
  const endedAt = performance.now();
  kept.delete(key);
  kept.set(key, { version, until: endedAt + KEPT_TIMES * (endedAt - startedAt), value });
  for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
  return value;
}
