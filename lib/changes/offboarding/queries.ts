import { fetchJson } from "#lib/access/action/fetch-json.ts";
import type {
  OffboardingPlan,
  RefreshBegun,
  RefreshState,
  Unreached,
} from "#lib/changes/offboarding/schema.ts";

/** Lists a request: their ids stand in its address. */
const LISTS = 80;
const EVERY_MS = 500;
/** After this the plan is shown with what is still being read named as not reached. */
const PATIENCE_MS = 25_000;

/**
 * Asks how far a refresh is until every list was read or has failed, or 25 s are over; `onProgress` is told each time.
 * Returns what was not reached.
 */
export async function untilRefreshed(
  begun: RefreshBegun,
  onProgress: (state: RefreshState) => void,
  signal: AbortSignal,
): Promise<Unreached[]> {
  const endsAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const states: RefreshState[] = [];
    for (let start = 0; start < begun.listIds.length; start += LISTS) {
      const query = new URLSearchParams({ since: begun.since });
      for (const id of begun.listIds.slice(start, start + LISTS)) query.append("list", id);
      states.push(await fetchJson<RefreshState>(`/api/offboarding/refresh?${query}`, signal));
    }
    const state = {
      done: states.reduce((sum, one) => sum + one.done, 0),
      total: begun.listIds.length,
      unreached: [...begun.unreached, ...states.flatMap((one) => one.unreached)],
      pending: states.flatMap((one) => one.pending),
    };
    onProgress(state);
    if (state.done >= state.total) return state.unreached;
    if (performance.now() > endsAt)
      return [
        ...state.unreached,
        ...state.pending.map((name) => ({ name, reason: "it was still being read" })),
      ];
    await new Promise<void>((resolve) => setTimeout(resolve, EVERY_MS));
    signal.throwIfAborted();
  }
}

/** The changes of an offboarding as the store has it now. */
export function readOffboardingPlan(
  personId: string,
  chosen: {
    staysIn: readonly string[];
    links: readonly string[];
    heirs: readonly { teamId: string; userId: string }[];
    unowned: readonly string[];
  },
  signal?: AbortSignal,
): Promise<OffboardingPlan> {
  const query = new URLSearchParams({ person: personId });
  for (const id of chosen.staysIn) query.append("staysIn", id);
  for (const id of chosen.links) query.append("links", id);
  for (const { teamId, userId } of chosen.heirs) query.append("heirs", `${teamId} ${userId}`);
  for (const id of chosen.unowned) query.append("unowned", id);
  return fetchJson<OffboardingPlan>(`/api/offboarding/plan?${query}`, signal);
}
