import { infiniteQueryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/access/action/fetch-json.ts";
import { askedOf } from "#lib/core/filter/fields.ts";
import { queryString } from "#lib/core/paging/query-string.ts";
import type { ActivityFilter } from "#lib/directory/activity/filter.ts";
import type { ActivityPage } from "#lib/directory/activity/schema.ts";

export const activityKeys = {
  all: ["activity"] as const,
  list: (filter: ActivityFilter) => [...activityKeys.all, "list", filter] as const,
};

/** The filter as a query string, without what is not set. */
export const activityQuery = (filter: ActivityFilter): string => queryString(askedOf(filter));

/** The log, newest first, page by page of older events. */
export const activityOptions = (filter: ActivityFilter) =>
  infiniteQueryOptions({
    queryKey: activityKeys.list(filter),
    queryFn: ({ pageParam, signal }) =>
      fetchJson<ActivityPage>(`/api/activity?${activityQuery({ ...filter, before: pageParam })}`, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
