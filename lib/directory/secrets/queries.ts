import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/access/action/fetch-json.ts";
import { queryString } from "#lib/core/paging/query-string.ts";
import { ROWS_STALE_MS } from "#lib/core/paging/timing.ts";
import type { SecretFilter } from "#lib/directory/secrets/filter.ts";
import type { SecretRow } from "#lib/directory/secrets/schema.ts";
import type { RowPage } from "#lib/directory/teams/schema.ts";

export const secretKeys = {
  all: ["secrets"] as const,
  team: (teamId: string) => [...secretKeys.all, "team", teamId] as const,
  page: (teamId: string, filter: SecretFilter) => [...secretKeys.team(teamId), "page", filter] as const,
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
