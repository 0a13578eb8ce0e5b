import "server-only";
import { finishCancellations } from "#lib/changes/batches/control.ts";
import { setRunnerBell } from "#lib/changes/journal/notify.ts";
import { dropValue, heldChangeIds, journalledChangeIds } from "#lib/changes/journal/values.ts";
import {
  claimWork,
  connectionsWithWork,
  releaseLeases,
  releaseOfGone,
  renewLeases,
} from "#lib/changes/run/claim.ts";
import { isLeaseLost } from "#lib/changes/run/ending.ts";
import { runGroup } from "#lib/changes/run/group.ts";
import type { Claim } from "#lib/changes/types.ts";
import { logError } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { RENEW_MS } from "#lib/store/db/lease.ts";
import { outsideViews } from "#lib/store/db/view.ts";

/** How often the journal is looked at for what another process left or put there. */
const LOOK_MS = 1_000;
/** How long stopping waits for what runs. */
const STOP_MS = 8_000;

type Runner = {
  isRunning: boolean;
  isLooking: boolean;
  lookAgain: boolean;
  /** Groups that run, by a number of their own. */
  active: Map<number, { claims: readonly Claim[]; promise: Promise<void> }>;
  next: number;
  /** Changes whose end could not be written down, or whose try could not be counted: their leases run out. */
  unsettled: Set<string>;
  /** Connections for which more is being taken up. */
  refilling: Set<string>;
  timers: NodeJS.Timeout[];
  control: AbortController;
  lookedAt: number | undefined;
  failure: string | undefined;
};

const runner = () =>
  perProcess(
    "change-runner",
    (): Runner => ({
      isRunning: false,
      isLooking: false,
      lookAgain: false,
      active: new Map(),
      next: 0,
      unsettled: new Set(),
      refilling: new Set(),
      timers: [],
      control: new AbortController(),
      lookedAt: undefined,
      failure: undefined,
    }),
  );

/** Starts this process' runner; a second call does nothing. It also takes up what a process that died has left. */
export function startRunner(): void {
  const state = runner();
  if (state.isRunning) return;
  state.isRunning = true;
  state.control = new AbortController();
  state.timers = [
    setInterval(() => void look(state), LOOK_MS).unref(),
    setInterval(() => void renew(state), RENEW_MS).unref(),
  ];
  setRunnerBell({
    // Whoever asked may see a part of the store only: the runner sees all of it.
    ring: () => outsideViews(() => void look(state)),
    begin: (groups) => {
      outsideViews(() => {
        for (const claims of groups) begin(state, claims);
      });
    },
  });
  void releaseOfGone()
    .catch((error: unknown) => logError(error, { at: "startRunner" }))
    .then(() => look(state));
}

/**
 * Takes no more work, waits up to 8 s for what runs, and lets go of the rest. Changes whose values only this process
 * held and that were not begun are found by the next process, which says that the value is lost.
 */
export async function stopRunner(): Promise<void> {
  const state = runner();
  if (!state.isRunning) return;
  state.isRunning = false;
  setRunnerBell(undefined);
  const [looking, renewing] = state.timers;
  clearInterval(looking);
  const running = Promise.allSettled([...state.active.values()].map((group) => group.promise));
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    running,
    new Promise((resolve) => {
      timer = setTimeout(resolve, STOP_MS);
    }),
  ]);
  clearTimeout(timer);
  clearInterval(renewing);
  state.timers = [];
  state.control.abort();
  const left = [...activeIds(state), ...heldChangeIds()];
  for (const id of heldChangeIds()) dropValue(id);
  await releaseLeases(left).catch((error: unknown) => logError(error, { at: "stopRunner" }));
}

/** For the health check: whether the runner works, and what stopped its last look at the journal. */
export function runnerHealth(): { isRunning: boolean; active: number; lookedAt?: string; failure?: string } {
  const state = runner();
  return {
    isRunning: state.isRunning,
    active: state.active.size,
    ...(state.lookedAt ? { lookedAt: new Date(state.lookedAt).toISOString() } : {}),
    ...(state.failure ? { failure: state.failure } : {}),
  };
}

const activeIds = (state: Runner): string[] =>
  [...state.active.values()].flatMap((group) => group.claims.map((claim) => claim.row.id));

async function look(state: Runner): Promise<void> {
  if (state.isLooking) {
    state.lookAgain = true;
    return;
  }
  state.isLooking = true;
  try {
    do {
      state.lookAgain = false;
      await finishCancellations();
      for (const connectionId of await connectionsWithWork()) {
        if (!state.isRunning) return;
        for (const claims of await claimWork(connectionId)) begin(state, claims);
      }
    } while (state.lookAgain && state.isRunning);
    state.lookedAt = Date.now();
    state.failure = undefined;
  } catch (error) {
    // Said once, not each second: the next look may find the store well again.
    state.failure ??= logError(error, { at: "runner" });
  } finally {
    state.isLooking = false;
  }
}

/** So many calls of a connection may still wait their turn before more are taken up: a few claims at a time. */
const REFILL_AT = 10;

/** Takes up more of a connection when little is left. What others left or put there is found by looking. */
async function refill(state: Runner, connectionId: string): Promise<void> {
  const left = [...state.active.values()].filter(
    ({ claims }) => claims[0]?.row.connection_id === connectionId,
  ).length;
  if (left > REFILL_AT || state.refilling.has(connectionId)) return;
  state.refilling.add(connectionId);
  try {
    const groups = await claimWork(connectionId);
    state.refilling.delete(connectionId);
    for (const claims of groups) begin(state, claims);
  } catch (error) {
    state.refilling.delete(connectionId);
    state.failure ??= logError(error, { at: "runner" });
  }
}

function begin(state: Runner, claims: readonly Claim[]): void {
  const number = state.next++;
  for (const { row } of claims) state.unsettled.delete(row.id);
  const promise = runGroup(claims, state.control.signal, () => !state.isRunning)
    .catch((error: unknown) => {
      // Not settled: the lease ends, and whoever takes the change up reads back first what was sent.
      if (isLeaseLost(error)) return;
      logError(error, { at: "change", changeId: claims[0]?.row.id });
      for (const { row } of claims) state.unsettled.add(row.id);
    })
    .finally(() => {
      state.active.delete(number);
      const connectionId = claims[0]?.row.connection_id;
      if (state.isRunning && connectionId !== undefined) void refill(state, connectionId);
    });
  state.active.set(number, { claims, promise });
}

/** Renews what this process works on and what waits for values that it holds. */
async function renew(state: Runner): Promise<void> {
  const startedMs = performance.now();
  const waiting = journalledChangeIds().filter((id) => !state.unsettled.has(id));
  try {
    const kept = await renewLeases([...new Set([...activeIds(state), ...waiting])]);
    for (const group of state.active.values())
      for (const claim of group.claims) if (kept.has(claim.row.id)) claim.leasedAtMs = startedMs;
    // Ended elsewhere, or in a process that thought this one dead.
    const active = new Set(activeIds(state));
    for (const id of waiting) if (!kept.has(id) && !active.has(id)) dropValue(id);
  } catch (error) {
    logError(error, { at: "renew" });
  }
}
