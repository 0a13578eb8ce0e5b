"use client";

import { useStanding } from "#components/standing/standing.tsx";
import { type Asking, useAsking } from "#components/standing/use-asking.ts";
import { refreshAction } from "#lib/insight/standing/actions.ts";
import { standingKeys } from "#lib/insight/standing/queries.ts";

/** Asks that what stands behind the open page be read again; pressed while it is being read, it joins that. */
export function useRefreshAll(): Asking {
  const { place } = useStanding();
  return useAsking((call) => call(refreshAction, { at: place }), standingKeys.all);
}
