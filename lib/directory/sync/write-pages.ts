import "server-only";
import { giveWay } from "#lib/core/give-way.ts";
import type { Finding } from "#lib/directory/sync/findings.ts";
import { type Claim, holdList } from "#lib/directory/sync/list-lease.ts";
import { bumpVersion } from "#lib/directory/sync/lists.ts";
import type { Source } from "#lib/directory/sync/source.ts";
import { isWriterWanted, transact, writerWanted } from "#lib/store/db/connection.ts";
import type { VendorPage } from "#lib/vendors/port.ts";

/** Rows that are written before requests may go first: what is made of more than these at once would hold them up. */
const BITE = 250;
/** A transaction that has written for so long ends: its commit takes up to twice that, and whoever wants to write waits for it. */
const LONGEST_MS = 300;

/** `page`: the place of the page that a bite is of; `isLast`: the page ends with it. */
type Bite<Ready> = { ready: Ready; page: number; isLast: boolean };

/** `seen`: the vendor's keys of the rows seen so far. */
export type Progress = {
  claim: Claim;
  signal: AbortSignal;
  progress: { pages: number; rows: number };
  seen: Set<string>;
};

/** `isStale`, a page: it brought only rows already seen. `lists`: lists that were made and wait for a run. */
export type PagesWritten = { findings: Finding[]; lists: string[]; isStale: boolean[] };

/**
 * Writes pages in bites: what can be made of their rows beforehand outside of any transaction, and then as many bites in one
 * as go in before somebody else waits to write, for a commit of each costs more. Throws LeaseLost where the list is no longer
 * this run's: what was not committed by then is not written.
 */
export async function writePages<Item, Ready>(
  source: Source<Item, Ready>,
  pages: readonly VendorPage<Item>[],
  run: Progress,
  sinceIso: string,
): Promise<PagesWritten> {
  const findings: Finding[] = [];
  const lists: string[] = [];
  const fresh = pages.map(() => 0);
  let left = await makeReady(source, pages, run);
  while (left.length > 0) {
    run.signal.throwIfAborted();
    const written = await writeBites(source, left, run, sinceIso);
    findings.push(...written.findings);
    lists.push(...written.lists);
    for (const [index, keys] of written.keys.entries()) {
      const page = left[index]?.page ?? 0;
      const before = run.seen.size;
      for (const key of keys) run.seen.add(key);
      fresh[page] = (fresh[page] ?? 0) + run.seen.size - before;
    }
    run.progress.rows = run.seen.size;
    run.progress.pages += written.pages;
    left = left.slice(written.keys.length);
    await giveWay();
  }
  return {
    findings,
    lists,
    isStale: pages.map((page, index) => page.items.length > 0 && fresh[index] === 0),
  };
}

async function makeReady<Item, Ready>(
  source: Source<Item, Ready>,
  pages: readonly VendorPage<Item>[],
  { claim, signal }: Progress,
): Promise<Bite<Ready>[]> {
  const bites: Bite<Ready>[] = [];
  for (const [page, { items }] of pages.entries()) {
    for (let start = 0; start === 0 || start < items.length; start += BITE) {
      signal.throwIfAborted();
      const ready = source.ready(items.slice(start, start + BITE), claim.run);
      bites.push({ ready, page, isLast: start + BITE >= items.length });
      await giveWay();
    }
  }
  return bites;
}

async function writeBites<Item, Ready>(
  source: Source<Item, Ready>,
  all: readonly Bite<Ready>[],
  { claim, progress, seen }: Progress,
  sinceIso: string,
) {
  const { list, run } = claim;
  return transact(
    async (tx) => {
      await holdList(tx, list.id, run, { run_pages: progress.pages + 1 });
      const fresh = new Set<string>();
      const result = { pages: 0, keys: [] as string[][], findings: [] as Finding[], lists: [] as string[] };
      let changed = 0;
      const startedAt = performance.now();
      for (const { ready, isLast } of all) {
        if (result.keys.length > 0) {
          // Reading goes on beside an open transaction; who wants to write gets their turn at once.
          if (!isWriterWanted()) await giveWay(writerWanted());
          if (isWriterWanted() || performance.now() - startedAt > LONGEST_MS) break;
        }
        const bite = await source.write(tx, ready, run, sinceIso);
        for (const key of bite.keys) if (!seen.has(key)) fresh.add(key);
        result.keys.push(bite.keys);
        result.findings.push(...bite.findings);
        result.lists.push(...bite.lists);
        changed += bite.changed;
        if (isLast) result.pages += 1;
      }
      await holdList(tx, list.id, run, {
        run_pages: progress.pages + Math.max(1, result.pages),
        run_rows: seen.size + fresh.size,
      });
      if (changed > 0) await bumpVersion(tx, list.id);
      return result;
    },
    { isRepeatable: true, isPatient: true },
  );
}
