import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/access/action/fetch-json.ts";
import { queryString } from "#lib/core/paging/query-string.ts";
import { POLL_RUNNING_MS } from "#lib/core/paging/timing.ts";
import type { Place, Standing } from "#lib/insight/standing/schema.ts";

/** How soon a page notices what somebody else began, in another browser or through another server process. */
const POLL_CALM_MS = 10_000;

export const standingKeys = {
  all: ["standing"] as const,
  at: (place: Place) => [...standingKeys.all, place] as const,
};

/** How the copy stands, asked every second while something is read or runs. Asking is looking: old lists are read. */
export const standingOptions = (place: Place) =>
  queryOptions({
    queryKey: standingKeys.at(place),
    queryFn: ({ signal }) => fetchJson<Standing>(`/api/standing?${queryString({ at: place })}`, signal),
    refetchInterval: ({ state }) => (state.data?.isMoving ? POLL_RUNNING_MS : POLL_CALM_MS),
    staleTime: 0,
  });
