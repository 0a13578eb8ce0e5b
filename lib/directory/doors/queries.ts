import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/access/action/fetch-json.ts";
import type { DoorsRead } from "#lib/directory/doors/schema.ts";
import { memberKeys } from "#lib/directory/members/queries.ts";

/** Under the members' keys: after a change of who is in an organization, or of its links, they are read again. */
export const doorKeys = {
  all: [...memberKeys.all, "doors"] as const,
  of: (connectionId: string) => [...doorKeys.all, connectionId] as const,
};

/** Who may come into an organization by themselves: read from the vendor when it is looked at. */
export const doorsOptions = (connectionId: string) =>
  queryOptions({
    queryKey: doorKeys.of(connectionId),
    queryFn: ({ signal }) =>
      fetchJson<DoorsRead>(`/api/connections/${encodeURIComponent(connectionId)}/doors`, signal),
    staleTime: 10_000,
    retry: false,
  });
