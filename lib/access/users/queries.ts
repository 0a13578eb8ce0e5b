import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/access/action/fetch-json.ts";

/** The zone of the reader's profile; null: the browser's own counts. */
export const ownZoneOptions = () =>
  queryOptions({
    queryKey: ["profile", "zone"] as const,
    queryFn: ({ signal }) => fetchJson<{ zone: string | null }>("/api/profile/zone", signal),
    staleTime: 60_000,
  });
