import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/access/action/fetch-json.ts";
import type { BatchChangeFilter, BatchFilter } from "#lib/changes/batches/filter.ts";
import type { BatchChange, BatchProgress, BatchRow, ValueNeeded } from "#lib/changes/batches/schema.ts";
import { batchKeys } from "#lib/changes/queries.ts";
import { queryString } from "#lib/core/paging/query-string.ts";
import type { RowPage } from "#lib/directory/teams/schema.ts";

const PROGRESS_MS = 1_000;
const LIST_MS = 5_000;

export const batchPageKeys = {
  list: (filter: BatchFilter) => [...batchKeys.all, "list", filter] as const,
  progress: (batchId: string) => [...batchKeys.one(batchId), "progress"] as const,
  changes: (batchId: string) => [...batchKeys.one(batchId), "changes"] as const,
  changePage: (batchId: string, filter: BatchChangeFilter) =>
    [...batchPageKeys.changes(batchId), filter] as const,
};
const path = (batchId: string, part: string) => `/api/batches/${encodeURIComponent(batchId)}/${part}`;

/** Rows of the table of batches, newest first. */
export const batchListOptions = (filter: BatchFilter) =>
  queryOptions({
    queryKey: batchPageKeys.list(filter),
    queryFn: ({ signal }) => fetchJson<RowPage<BatchRow>>(`/api/batches?${queryString(filter)}`, signal),
    refetchInterval: LIST_MS,
    placeholderData: keepPreviousData,
  });

/** How a batch stands: every second until it is over. */
export const batchProgressOptions = (batchId: string) =>
  queryOptions({
    queryKey: batchPageKeys.progress(batchId),
    queryFn: ({ signal }) => fetchJson<BatchProgress>(path(batchId, "progress"), signal),
    refetchInterval: ({ state }) => (isOver(state.data) ? false : PROGRESS_MS),
  });

/** Rows of a batch's changes. */
export const batchChangesOptions = (batchId: string, filter: BatchChangeFilter) =>
  queryOptions({
    queryKey: batchPageKeys.changePage(batchId, filter),
    queryFn: ({ signal }) =>
      fetchJson<RowPage<BatchChange>>(`${path(batchId, "changes")}?${queryString(filter)}`, signal),
    placeholderData: keepPreviousData,
  });

/** Which failed changes need a value to be tried again. */
export const valuesNeededOptions = (batchId: string) =>
  queryOptions({
    queryKey: [...batchKeys.one(batchId), "values-needed"],
    queryFn: ({ signal }) => fetchJson<ValueNeeded[]>(path(batchId, "values"), signal),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Whether nothing of a batch is to come any more. */
export const isOver = (batch: Pick<BatchRow, "counts" | "state"> | undefined): boolean =>
  batch !== undefined &&
  batch.state !== "running" &&
  batch.state !== "paused" &&
  batch.counts.pending + batch.counts.running === 0;
