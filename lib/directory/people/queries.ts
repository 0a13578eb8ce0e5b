import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { fetchJson, postJson } from "#lib/access/action/fetch-json.ts";
import { queryString } from "#lib/core/paging/query-string.ts";
import { ROWS_STALE_MS } from "#lib/core/paging/timing.ts";
import { memberKeys } from "#lib/directory/members/queries.ts";
import type { PersonFilter } from "#lib/directory/people/filter.ts";
import type {
  ListedPerson,
  PeoplePage,
  Person,
  PersonEvent,
  ReachPage,
} from "#lib/directory/people/schema.ts";

/** Under the members' keys: whatever changes members changes people. */
export const personKeys = {
  all: [...memberKeys.all, "people"] as const,
  lists: () => [...personKeys.all, "list"] as const,
  page: (filter: PersonFilter) => [...personKeys.lists(), filter] as const,
  person: (id: string) => [...personKeys.all, "person", id] as const,
  reach: (id: string, account: { connectionId: string; userId: string }) =>
    [...personKeys.person(id), "reach", account.connectionId, account.userId] as const,
  history: (id: string) => [...personKeys.person(id), "history"] as const,
};

/** Rows of people over all teams. The former rows stay until other ones are here. */
export const personPageOptions = (filter: PersonFilter) =>
  queryOptions({
    queryKey: personKeys.page(filter),
    queryFn: ({ signal }) => fetchJson<PeoplePage>(`/api/people?${queryString(filter)}`, signal),
    staleTime: ROWS_STALE_MS,
    placeholderData: keepPreviousData,
  });

/** One person with every membership. */
export const personOptions = (id: string) =>
  queryOptions({
    queryKey: personKeys.person(id),
    queryFn: ({ signal }) => fetchJson<Person>(`/api/people/${encodeURIComponent(id)}`, signal),
    staleTime: ROWS_STALE_MS,
  });

/** What happened to a person, newest first. */
export const personHistoryOptions = (id: string) =>
  queryOptions({
    queryKey: personKeys.history(id),
    queryFn: ({ signal }) =>
      fetchJson<PersonEvent[]>(`/api/people/${encodeURIComponent(id)}/history`, signal),
    staleTime: ROWS_STALE_MS,
  });

/** What one account of a person can reach at the vendor, page by page, read when it is looked at. */
export const reachOptions = (id: string, account: { connectionId: string; userId: string }) =>
  infiniteQueryOptions({
    queryKey: personKeys.reach(id, account),
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ connection: account.connectionId, user: account.userId });
      if (pageParam) query.set("cursor", pageParam);
      return fetchJson<ReachPage>(`/api/people/${encodeURIComponent(id)}/reach?${query}`, signal);
    },
    initialPageParam: "",
    getNextPageParam: (last) => last.next,
    staleTime: 60_000,
    retry: false,
  });

/** Which of pasted e-mails and ids are somebody. Throws `ActionFailure`. */
export const askList = (text: string): Promise<ListedPerson[]> =>
  postJson<ListedPerson[]>("/api/people/find", { text });
