import type { VendorPage } from "./port.ts";
import { VendorError } from "./port.ts";

export type PagingOptions = {
  vendor: string;
  /** Pages after which the list is taken for endless. */
  maxPages?: number;
  /** Asks for the next page while the caller works on this one. A caller that may stop early aborts what it asks with. */
  ahead?: boolean;
};

/** A Paperspace team of 120,000 people has 1,000 pages. */
export const DEFAULT_MAX_PAGES = 2000;

/**
 * All pages of a list, one after another. Throws VendorError VENDOR_LOOP on a cursor seen before, on an empty page
 * that has a cursor, and past `maxPages`. The last page may carry `problem`: then the end was not reached.
 */
export async function* allPages<T>(
  fetchPage: (cursor: string | undefined) => Promise<VendorPage<T>>,
  { vendor, maxPages = DEFAULT_MAX_PAGES, ahead = false }: PagingOptions,
): AsyncGenerator<VendorPage<T>, void, undefined> {
  const seen = new Set<string>();
  let asked = fetchPage(undefined);
  for (let count = 1; ; count += 1) {
    const page = await asked;
    const wrong = whyNotOn(page, seen, count, maxPages);
    const goesOn = page.next !== undefined && wrong === undefined && page.problem === undefined;
    if (ahead && goesOn) {
      asked = fetchPage(page.next);
      // Its failure is met when it is awaited, or by nobody.
      asked.catch(() => undefined);
    }
    yield page;
    if (page.next === undefined) return;
    if (wrong !== undefined) throw loop(vendor, wrong);
    seen.add(page.next);
    if (!ahead || !goesOn) asked = fetchPage(page.next);
  }
}

/** Why the page after this one is not asked for, though there is a cursor. */
function whyNotOn<T>(
  page: VendorPage<T>,
  seen: ReadonlySet<string>,
  count: number,
  maxPages: number,
): string | undefined {
  if (page.next === undefined) return undefined;
  if (seen.has(page.next)) return `a cursor came again after ${count} pages`;
  if (page.items.length === 0 && !page.dropped) return `page ${count} is empty and has a cursor`;
  return count >= maxPages ? `more than ${maxPages} pages` : undefined;
}

/** All rows of a list. Throws what `allPages` throws, and VENDOR_BAD_ANSWER when its end was not reached. */
export async function collectPages<T>(
  fetchPage: (cursor: string | undefined) => Promise<VendorPage<T>>,
  options: PagingOptions,
): Promise<T[]> {
  const items: T[] = [];
  for await (const page of allPages(fetchPage, options)) {
    items.push(...page.items);
    if (page.problem) throw unfinished(options.vendor);
  }
  return items;
}

/**
 * The first row that matches. Undefined is a statement: it is made only after the end was reached, and over several
 * pages only after a second reading, because a removal in between shifts rows past the reader.
 */
export async function findInPages<T>(
  fetchPage: (cursor: string | undefined) => Promise<VendorPage<T>>,
  matches: (item: T) => boolean,
  options: PagingOptions,
): Promise<T | undefined> {
  for (let reading = 1; reading <= 2; reading += 1) {
    let pages = 0;
    for await (const page of allPages(fetchPage, options)) {
      pages += 1;
      const found = page.items.find(matches);
      if (found !== undefined) return found;
      if (page.problem) throw unfinished(options.vendor);
    }
    if (pages <= 1) return undefined;
  }
  return undefined;
}

const loop = (vendor: string, detail: string): VendorError =>
  new VendorError("VENDOR_LOOP", { vendor, effect: "none", detail });

const unfinished = (vendor: string): VendorError =>
  new VendorError("VENDOR_BAD_ANSWER", {
    vendor,
    effect: "none",
    detail: "the list has more but no next page",
  });
