import { fetchJson } from "#lib/action/fetch-json.ts";
import type { OffboardingPlan, RefreshBegun, RefreshState, Unreached } from "#lib/offboarding/schema.ts";

/** Lists a request: their ids stand in its address. */
const LISTS = 80;
const EVERY_MS = 500;

/** Asks how far a refresh is until every list was read or has failed; `onProgress` is told each time. */
export async function untilRefreshed(
  begun: RefreshBegun,
  onProgress: (state: RefreshState) => void,
  signal: AbortSignal,
): Promise<Unreached[]> {
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
    };
    onProgress(state);
    if (state.done >= state.total) return state.unreached;
    await new Promise<void>((resolve) => setTimeout(resolve, EVERY_MS));
    signal.throwIfAborted();
  }
}

/** The changes of an offboarding as the store has it now. */
export function readOffboardingPlan(
  personId: string,
  organizations: readonly string[],
  signal?: AbortSignal,
): Promise<OffboardingPlan> {
  const query = new URLSearchParams({ person: personId });
  for (const id of organizations) query.append("organization", id);
  return fetchJson<OffboardingPlan>(`/api/offboarding/plan?${query}`, signal);
}
