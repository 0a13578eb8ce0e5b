import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/access/action/fetch-json.ts";
import type { Grantable } from "#lib/core/limits.ts";

/** What a token of the viewer's can be limited to. */
export const tokenLimitsOptions = () =>
  queryOptions({
    queryKey: ["token-limits"],
    queryFn: ({ signal }) => fetchJson<Grantable[]>("/api/tokens/limits", signal),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
