import "server-only";
import { perProcess } from "#lib/core/per-process.ts";

const EVERY_MS = 60_000;
/** Sources are names in the code; this is for one that is not. */
const MOST_SOURCES = 1_000;

type Said = { atMs: number; reference: string; left: number };
const said = () => perProcess("said-in-the-log", () => new Map<string, Said>());

/**
 * What keeps happening at one source is said once a minute. `isDue` is false where it was said already: `reference` is that
 * line's then. `left`: how many lines were left out since the one before.
 */
export function seldom(
  source: string,
  reference: string,
  nowMs = performance.now(),
): { isDue: boolean; reference: string; left: number } {
  const all = said();
  const last = all.get(source);
  if (last && nowMs - last.atMs < EVERY_MS) {
    last.left += 1;
    return { isDue: false, reference: last.reference, left: 0 };
  }
  if (all.size >= MOST_SOURCES) all.clear();
  all.set(source, { atMs: nowMs, reference, left: 0 });
  return { isDue: true, reference, left: last?.left ?? 0 };
}
