import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/access/action/fetch-json.ts";
import type { Falling, ScheduleShown } from "./schema.ts";

/** What waits for its time, planned anew each time that somebody looks. */
export const scheduleOptions = (id: string) =>
  queryOptions({
    queryKey: ["schedules", id] as const,
    queryFn: ({ signal }) => fetchJson<ScheduleShown>(`/api/schedules/${encodeURIComponent(id)}`, signal),
    staleTime: 0,
    gcTime: 0,
  });

/** What falls with a connection. */
export const fallingOptions = (connectionId: string) =>
  queryOptions({
    queryKey: ["connections", connectionId, "falls"] as const,
    queryFn: ({ signal }) =>
      fetchJson<Falling[]>(`/api/connections/${encodeURIComponent(connectionId)}/falls`, signal),
    staleTime: 0,
    gcTime: 0,
  });
