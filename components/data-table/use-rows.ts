"use client";

import {
  type FetchQueryOptions,
  hashKey,
  type UseQueryOptions,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { wireErrorOf } from "#lib/access/action/failure.ts";
import type { WireError } from "#lib/core/errors.ts";
import { FIRST_ROWS, type Place } from "#lib/core/filter/fields.ts";
import type { RowPage } from "#lib/directory/teams/schema.ts";

/** Rows a request; also what the server puts into the page. */
const CHUNK_ROWS = FIRST_ROWS.limit;

/** Rows that one press with shift may reach over; "all that match" is for more. */
const MAX_RANGE = 2_000;

// biome-ignore lint/suspicious/noExplicitAny: the key's type differs by noun and is not used here
type PageOptions<Page> = UseQueryOptions<Page, Error, Page, any>;

export type Rows<Row, Page = RowPage<Row>> = {
  rowAt: (index: number) => Row | undefined;
  /** Rows of the table; 0 where they could not be read. */
  total: number;
  /** How many there are, to say so; undefined where that could not be read. */
  count: number | undefined;
  /** No page was read yet. */
  isLoading: boolean;
  /** The rows are those of the former filter, until the new ones are here. */
  isStale: boolean;
  error: WireError | undefined;
  /** The rows of this filter could not be read: there are none, rather than those of before. */
  isLost: boolean;
  onRange: (first: number, last: number) => void;
  first: Page | undefined;
  /** Reads again what could not be read. */
  retry: () => void;
  /** The rows first…last, also those that are not loaded; at most MAX_RANGE of them. */
  loadRange: (first: number, last: number) => Promise<readonly Row[]>;
  /** The rows that are loaded now, from the chunks around the window. */
  loaded: () => readonly Row[];
};

const chunkOf = (index: number) => Math.floor(index / CHUNK_ROWS);

/** Asks for the first rows of a filter: `useRows` then finds them on their way. Resolves once they are here, or cannot be. */
export function useAskEarly<Filter extends Place, Page>(
  pageOptions: (filter: Filter) => PageOptions<Page>,
): (filter: Filter) => Promise<void> {
  const queryClient = useQueryClient();
  return (filter) => {
    const { queryKey, queryFn, staleTime } = pageOptions(filter);
    // As often as by itself: what is asked for early is not tried less.
    return queryClient.prefetchQuery({ queryKey, queryFn, staleTime, retry: 1 } as FetchQueryOptions<Page>);
  };
}

/**
 * The rows of a filtered and sorted list, loaded by chunks as they come into the window. When the filter changes, the former
 * rows stay until the first chunk of the new ones is here: nothing blinks.
 */
export function useRows<Row, Filter extends Place, Page extends RowPage<Row> = RowPage<Row>>({
  filter,
  initial,
  pageOptions,
}: {
  filter: Filter;
  /** What the server rendered with, and its rows. */
  initial: { filter: Filter; page: Page };
  pageOptions: (filter: Filter) => PageOptions<Page>;
}): Rows<Row, Page> {
  const key = hashKey([filter]);
  const initialKey = useMemo(() => hashKey([initial.filter]), [initial.filter]);
  const [renderedAt] = useState(() => Date.now());
  const [shown, setShown] = useState({ key, filter });
  const [range, setRange] = useState({ first: 0, last: 0 });

  const optionsFor = (of: Filter, ofKey: string, chunk: number) =>
    ({
      ...pageOptions({ ...of, offset: chunk * CHUNK_ROWS, limit: CHUNK_ROWS }),
      // Another page's rows must not stand in for this one's: which rows stay is decided below.
      placeholderData: undefined,
      ...(chunk === 0 && ofKey === initialKey
        ? { initialData: initial.page, initialDataUpdatedAt: renderedAt }
        : {}),
    }) as unknown as PageOptions<Page>;
  const queryClient = useQueryClient();
  const wanted = useQuery(optionsFor(filter, key, 0));
  if (shown.key !== key && wanted.data) setShown({ key, filter });

  // The window spans three chunks at most; the first one always stays, it knows the total and the list's age.
  const chunks = [0, range.first, (range.first + range.last) / 2, range.last].map(chunkOf);
  const results = [
    useQuery(optionsFor(shown.filter, shown.key, chunks[0] ?? 0)),
    useQuery(optionsFor(shown.filter, shown.key, chunks[1] ?? 0)),
    useQuery(optionsFor(shown.filter, shown.key, chunks[2] ?? 0)),
    useQuery(optionsFor(shown.filter, shown.key, chunks[3] ?? 0)),
  ];
  const pages = new Map(chunks.map((chunk, place) => [chunk, results[place]?.data]));
  const first = pages.get(0);
  // The newest answer knows best how many there are.
  const newest = results.reduce<(typeof results)[number] | undefined>(
    (best, result) => (result.data && result.dataUpdatedAt >= (best?.dataUpdatedAt ?? 0) ? result : best),
    undefined,
  );
  const total = newest?.data?.total ?? 0;
  const isLost = shown.key !== key && wanted.isError;
  const failed = [wanted, ...results].find((result) => result.error)?.error;
  const onRange = useCallback(
    (from: number, to: number) =>
      setRange((before) =>
        before.first === from && before.last === to ? before : { first: from, last: to },
      ),
    [],
  );
  const loadRange = async (from: number, to: number) => {
    const last = Math.min(to, from + MAX_RANGE - 1);
    const start = chunkOf(from);
    const pages = await Promise.all(
      Array.from({ length: chunkOf(last) - start + 1 }, (_, nth) =>
        queryClient.fetchQuery(optionsFor(shown.filter, shown.key, start + nth)),
      ),
    );
    const begin = from - start * CHUNK_ROWS;
    return pages.flatMap((page) => page.rows).slice(begin, begin + last - from + 1);
  };
  return {
    loadRange,
    loaded: () => (isLost ? [] : [...pages.values()].flatMap((page) => page?.rows ?? [])),
    rowAt: (index) => (isLost ? undefined : pages.get(chunkOf(index))?.rows[index % CHUNK_ROWS]),
    total: isLost ? 0 : total,
    count: isLost ? undefined : total,
    isLoading: !first && !failed,
    isStale: shown.key !== key && !isLost,
    isLost,
    error: failed ? wireErrorOf(failed) : undefined,
    onRange,
    first,
    retry: () => {
      for (const result of [wanted, ...results]) if (result.error) void result.refetch();
    },
  };
}
