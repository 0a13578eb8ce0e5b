import { queryOptions } from "@tanstack/react-query";
import { fetchJson, postJson } from "#lib/access/action/fetch-json.ts";
import type { Comparison, Trail } from "#lib/insight/trail/schema.ts";

const POLL_MS = 10_000;
/** While a verification runs. */
const POLL_BUSY_MS = 500;

export const trailKeys = { all: ["trail"] as const };

/** Whether a verification is under way. */
export const isChecking = (trail: Trail): boolean =>
  trail.check !== undefined && trail.check.endedAt === undefined && !trail.check.isLost;

export const trailOptions = () =>
  queryOptions({
    queryKey: trailKeys.all,
    queryFn: ({ signal }) => fetchJson<Trail>("/api/audit", signal),
    refetchInterval: ({ state }) => (state.data && isChecking(state.data) ? POLL_BUSY_MS : POLL_MS),
  });

/** What kept checkpoints say of the log as it is now. Throws `ActionFailure`. */
export const askComparisons = (text: string): Promise<Comparison[]> =>
  postJson<Comparison[]>("/api/audit/compare", { text });
