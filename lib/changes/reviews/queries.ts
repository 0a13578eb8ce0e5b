import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/access/action/fetch-json.ts";
import type { ReviewItemFilter } from "#lib/changes/reviews/filter.ts";
import type { Closing, Review, ReviewerChoice, ReviewItem } from "#lib/changes/reviews/schema.ts";
import { queryString } from "#lib/core/paging/query-string.ts";
import { POLL_RUNNING_MS, ROWS_STALE_MS } from "#lib/core/paging/timing.ts";
import type { RowPage } from "#lib/directory/teams/schema.ts";

const POLL_OPEN_MS = 10_000;

export const reviewKeys = {
  all: ["reviews"] as const,
  one: (id: string) => [...reviewKeys.all, id] as const,
  head: (id: string) => [...reviewKeys.one(id), "head"] as const,
  items: (id: string) => [...reviewKeys.one(id), "items"] as const,
  page: (id: string, filter: ReviewItemFilter) => [...reviewKeys.items(id), filter] as const,
};
const path = (id: string, part = "") => `/api/reviews/${encodeURIComponent(id)}${part}`;

/** A review with its lists and reviewers: every second while its lists are read. */
export const reviewOptions = (id: string) =>
  queryOptions({
    queryKey: reviewKeys.head(id),
    queryFn: ({ signal }) => fetchJson<Review>(path(id), signal),
    refetchInterval: ({ state }) =>
      state.data?.state === "reading"
        ? POLL_RUNNING_MS
        : state.data?.state === "open" || state.data?.state === "closing"
          ? POLL_OPEN_MS
          : false,
  });

/** Rows of a review. */
export const reviewItemsOptions = (id: string, filter: ReviewItemFilter) =>
  queryOptions({
    queryKey: reviewKeys.page(id, filter),
    queryFn: ({ signal }) =>
      fetchJson<RowPage<ReviewItem>>(`${path(id, "/items")}?${queryString(filter)}`, signal),
    staleTime: ROWS_STALE_MS,
    placeholderData: keepPreviousData,
  });

/** What closing comes to now: read anew whenever it is looked at. */
export const closingOptions = (id: string) =>
  queryOptions({
    queryKey: [...reviewKeys.one(id), "closing"],
    queryFn: ({ signal }) => fetchJson<Closing>(path(id, "/closing"), signal),
    staleTime: 0,
    gcTime: 0,
  });

/** Everybody who can be asked to decide. */
export const reviewersOptions = () =>
  queryOptions({
    queryKey: [...reviewKeys.all, "reviewers"],
    queryFn: ({ signal }) => fetchJson<ReviewerChoice[]>("/api/reviews/reviewers", signal),
    staleTime: 60_000,
  });
