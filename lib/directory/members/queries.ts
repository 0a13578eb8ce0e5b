import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { fetchJson, postJson } from "#lib/access/action/fetch-json.ts";
import { queryString } from "#lib/core/paging/query-string.ts";
import { ROWS_STALE_MS } from "#lib/core/paging/timing.ts";
import type { MemberFilter } from "#lib/directory/members/filter.ts";
import type { AddressesAsked, AddressFinding, MemberRow } from "#lib/directory/members/schema.ts";
import type { RowPage } from "#lib/directory/teams/schema.ts";

export const memberKeys = {
  all: ["members"] as const,
  team: (teamId: string) => [...memberKeys.all, teamId] as const,
  page: (teamId: string, filter: MemberFilter) => [...memberKeys.team(teamId), "page", filter] as const,
};

/** Rows `filter.offset … + filter.limit` of a team's members. The former rows stay until other ones are here. */
export const memberPageOptions = (teamId: string, filter: MemberFilter) =>
  queryOptions({
    queryKey: memberKeys.page(teamId, filter),
    queryFn: ({ signal }) =>
      fetchJson<RowPage<MemberRow>>(
        `/api/teams/${encodeURIComponent(teamId)}/members?${queryString(filter)}`,
        signal,
      ),
    staleTime: ROWS_STALE_MS,
    placeholderData: keepPreviousData,
  });

/** What each line of a pasted list is. Throws `ActionFailure`. */
export const askAddresses = (asked: AddressesAsked): Promise<AddressFinding[]> =>
  postJson<AddressFinding[]>("/api/addresses", asked);
