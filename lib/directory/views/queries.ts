import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/access/action/fetch-json.ts";
import type { View } from "#lib/directory/views/schema.ts";

export const viewKeys = { all: ["views"] as const };

/** The views of whoever is signed in. */
export const viewsOptions = () =>
  queryOptions({
    queryKey: viewKeys.all,
    queryFn: ({ signal }) => fetchJson<View[]>("/api/views", signal),
    staleTime: 60_000,
  });
