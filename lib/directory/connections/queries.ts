import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/access/action/fetch-json.ts";
import type { ConnectionRow } from "#lib/directory/connections/schema.ts";

export const connectionKeys = {
  all: ["connections"] as const,
  list: () => [...connectionKeys.all, "list"] as const,
};

/** All connections; asked every second while one is syncing, else every 30 s. */
export const connectionListOptions = () =>
  queryOptions({
    queryKey: connectionKeys.list(),
    queryFn: ({ signal }) => fetchJson<ConnectionRow[]>("/api/connections", signal),
    refetchInterval: (query) => (query.state.data?.some((row) => row.syncing) ? 1_000 : 30_000),
  });
