import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/access/action/fetch-json.ts";
import { queryString } from "#lib/core/paging/query-string.ts";
import { POLL_QUIET_MS, POLL_RUNNING_MS, ROWS_STALE_MS } from "#lib/core/paging/timing.ts";
import type { TeamFilter } from "#lib/directory/teams/filter.ts";
import type { Manager, TeamFreshness, TeamPage, TeamRow } from "#lib/directory/teams/schema.ts";

export const teamKeys = {
  all: ["teams"] as const,
  lists: () => [...teamKeys.all, "list"] as const,
  page: (filter: TeamFilter) => [...teamKeys.lists(), "page", filter] as const,
  managers: () => [...teamKeys.all, "managers"] as const,
  team: (teamId: string) => [...teamKeys.all, "team", teamId] as const,
  row: (teamId: string) => [...teamKeys.team(teamId), "row"] as const,
  freshness: (teamId: string) => [...teamKeys.team(teamId), "freshness"] as const,
};

/** Rows of the teams of all connections. */
export const teamPageOptions = (filter: TeamFilter) =>
  queryOptions({
    queryKey: teamKeys.page(filter),
    queryFn: ({ signal }) => fetchJson<TeamPage>(`/api/teams?${queryString(filter)}`, signal),
    staleTime: ROWS_STALE_MS,
    placeholderData: keepPreviousData,
  });

/** People by whom teams can be filtered. */
export const managerOptions = () =>
  queryOptions({
    queryKey: teamKeys.managers(),
    queryFn: ({ signal }) => fetchJson<Manager[]>("/api/teams/managers", signal),
    staleTime: ROWS_STALE_MS,
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
