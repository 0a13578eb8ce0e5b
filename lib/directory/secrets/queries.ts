import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/access/action/fetch-json.ts";
import { queryString } from "#lib/core/paging/query-string.ts";
import { ROWS_STALE_MS } from "#lib/core/paging/timing.ts";
import type { SecretFilter } from "#lib/directory/secrets/filter.ts";
import type { SecretDetails, SecretRow } from "#lib/directory/secrets/schema.ts";
import type { RowPage, TeamName } from "#lib/directory/teams/schema.ts";

export const secretKeys = {
  all: ["secrets"] as const,
  team: (teamId: string) => [...secretKeys.all, "team", teamId] as const,
  page: (teamId: string, filter: SecretFilter) => [...secretKeys.team(teamId), "page", filter] as const,
  details: (teamId: string, name: string) => [...secretKeys.team(teamId), "details", name] as const,
  teams: () => [...secretKeys.all, "teams"] as const,
  everywhere: () => [...secretKeys.all, "everywhere"] as const,
  everywherePage: (filter: SecretFilter) => [...secretKeys.everywhere(), "page", filter] as const,
};

/** Rows of one team's secrets. */
export const secretPageOptions = (teamId: string, filter: SecretFilter) =>
  queryOptions({
    queryKey: secretKeys.page(teamId, filter),
    queryFn: ({ signal }) =>
      fetchJson<RowPage<SecretRow>>(
        `/api/teams/${encodeURIComponent(teamId)}/secrets?${queryString(filter)}`,
        signal,
      ),
    staleTime: ROWS_STALE_MS,
    placeholderData: keepPreviousData,
  });

/** Rows of all teams' secrets. */
export const allSecretsPageOptions = (filter: SecretFilter) =>
  queryOptions({
    queryKey: secretKeys.everywherePage(filter),
    queryFn: ({ signal }) => fetchJson<RowPage<SecretRow>>(`/api/secrets?${queryString(filter)}`, signal),
    staleTime: ROWS_STALE_MS,
    placeholderData: keepPreviousData,
  });

/** All teams that can have secrets, for forms. Asked for when one opens: there may be thousands. */
export const secretTeamsOptions = () =>
  queryOptions({
    queryKey: secretKeys.teams(),
    queryFn: ({ signal }) => fetchJson<TeamName[]>("/api/secrets/teams", signal),
    staleTime: ROWS_STALE_MS,
  });

/** All that is known of one secret. The name is no part of the path: any sign may stand in it. */
export const secretDetailsOptions = (teamId: string, name: string) =>
  queryOptions({
    queryKey: secretKeys.details(teamId, name),
    queryFn: ({ signal }) =>
      fetchJson<SecretDetails>(
        `/api/teams/${encodeURIComponent(teamId)}/secrets/details?${new URLSearchParams({ name })}`,
        signal,
      ),
    staleTime: ROWS_STALE_MS,
  });
