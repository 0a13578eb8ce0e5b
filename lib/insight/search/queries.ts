import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/access/action/fetch-json.ts";
import { queryString } from "#lib/core/paging/query-string.ts";
import type { SearchResults } from "#lib/insight/search/schema.ts";

/** Teams, people and secrets that match what was typed; asks nothing while nothing is. */
export const searchOptions = (q: string) =>
  queryOptions({
    queryKey: ["search", q.trim()] as const,
    queryFn: ({ signal }) => fetchJson<SearchResults>(`/api/search?${queryString({ q: q.trim() })}`, signal),
    enabled: q.trim() !== "",
    staleTime: 10_000,
    placeholderData: keepPreviousData,
  });
