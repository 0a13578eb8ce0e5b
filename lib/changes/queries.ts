import { queryOptions } from "@tanstack/react-query";
import { fetchJson, postJson } from "#lib/access/action/fetch-json.ts";
import type { BatchOutcome, ChangeRequest, Plan, PlanAsked } from "#lib/changes/schema.ts";
import type { PlanSource } from "#lib/changes/sources/schema.ts";

const FIRST_POLL_MS = 500;
const SLOWEST_POLL_MS = 2_000;

/** A request without a secret's value: keys are kept, and shown by tools. */
const keyOf = ({ kind, input }: ChangeRequest) => {
  const { value: _value, ...rest } = input as Record<string, unknown>;
  return { kind, ...rest };
};

export const planKeys = {
  all: ["plans"] as const,
  of: (changes: readonly ChangeRequest[]) => [...planKeys.all, changes.map(keyOf)] as const,
  /** A plan that is read in stretches, for one dialog: `dialogId` keeps values apart that the key does not hold. */
  pages: (changes: readonly ChangeRequest[] | undefined, source: PlanSource | undefined, dialogId: string) =>
    [...planKeys.all, "pages", source ?? changes?.map(keyOf) ?? [], dialogId] as const,
};

export const batchKeys = {
  all: ["batches"] as const,
  one: (batchId: string) => [...batchKeys.all, batchId] as const,
};

/** How a batch stands; asked every 0.5 s, then ever slower up to 2 s, until it is finished. */
export const batchOptions = (batchId: string) =>
  queryOptions({
    queryKey: batchKeys.one(batchId),
    queryFn: ({ signal }) => fetchJson<BatchOutcome>(`/api/batches/${encodeURIComponent(batchId)}`, signal),
    refetchInterval: ({ state }) =>
      state.data?.finished ? false : Math.min(FIRST_POLL_MS * 1.25 ** state.dataUpdateCount, SLOWEST_POLL_MS),
  });

/** What changes would do. Throws `ActionFailure`. */
export const askPlan = (asked: PlanAsked, signal?: AbortSignal): Promise<Plan> =>
  postJson<Plan>("/api/plans", asked, signal);

/** Says what became of one's own submission: a `FoundSubmission`. */
export const foundPath = (key: string): string => `/api/submissions/${encodeURIComponent(key)}`;
