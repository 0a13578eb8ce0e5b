import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/action/fetch-json.ts";
import { queryString } from "#lib/paging/query-string.ts";
import { POLL_QUIET_MS, POLL_RUNNING_MS, ROWS_STALE_MS } from "#lib/paging/timing.ts";
import type {
  ListFreshness,
  Manager,
  RowPage,
  TeamFilter,
  TeamFreshness,
  TeamRow,
} from "#lib/teams/schema.ts";

export const teamKeys = {
  all: ["teams"] as const,
  lists: () => [...teamKeys.all, "list"] as const,
  page: (filter: TeamFilter) => [...teamKeys.lists(), "page", filter] as const,
  listFreshness: () => [...teamKeys.all, "list-freshness"] as const,
  managers: (connectionId: string | undefined) => [...teamKeys.all, "managers", connectionId ?? ""] as const,
  team: (teamId: string) => [...teamKeys.all, "team", teamId] as const,
  row: (teamId: string) => [...teamKeys.team(teamId), "row"] as const,
  freshness: (teamId: string) => [...teamKeys.team(teamId), "freshness"] as const,
};

/** Rows of the teams of all connections. */
export const teamPageOptions = (filter: TeamFilter) =>
  queryOptions({
    queryKey: teamKeys.page(filter),
    queryFn: ({ signal }) => fetchJson<RowPage<TeamRow>>(`/api/teams?${queryString(filter)}`, signal),
    staleTime: ROWS_STALE_MS,
    placeholderData: keepPreviousData,
  });

/** How all connections' lists of teams are, as one; null before there is any. */
export const teamListFreshnessOptions = () =>
  queryOptions({
    queryKey: teamKeys.listFreshness(),
    queryFn: ({ signal }) => fetchJson<ListFreshness | null>("/api/teams/freshness", signal),
    refetchInterval: ({ state }) => (state.data?.running ? POLL_RUNNING_MS : POLL_QUIET_MS),
  });

/** People by whom teams can be filtered. Read when the filter opens. */
export const managerOptions = (connectionId?: string) =>
  queryOptions({
    queryKey: teamKeys.managers(connectionId),
    queryFn: ({ signal }) =>
      fetchJson<Manager[]>(`/api/teams/managers?${queryString({ connectionId })}`, signal),
    staleTime: 60_000,
  });

/** One team's row. */
export const teamOptions = (teamId: string) =>
  queryOptions({
    queryKey: teamKeys.row(teamId),
    queryFn: ({ signal }) => fetchJson<TeamRow>(`/api/teams/${encodeURIComponent(teamId)}`, signal),
    staleTime: ROWS_STALE_MS,
  });

/** How a team's lists and its connection are; asked every second while a run goes on, else every 30 s. */
export const teamFreshnessOptions = (teamId: string) =>
  queryOptions({
    queryKey: teamKeys.freshness(teamId),
    queryFn: ({ signal }) =>
      fetchJson<TeamFreshness>(`/api/teams/${encodeURIComponent(teamId)}/freshness`, signal),
    refetchInterval: ({ state }) =>
      state.data?.members?.running || state.data?.secrets?.running ? POLL_RUNNING_MS : POLL_QUIET_MS,
  });
