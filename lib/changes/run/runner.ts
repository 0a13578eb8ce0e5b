import "server-only";
import { finishCancellations } from "#lib/changes/batches/control.ts";
import { setRunnerBell } from "#lib/changes/journal/notify.ts";
import { dropValue, heldChangeIds, journalledChangeIds } from "#lib/changes/journal/values.ts";
import { claimWork, connectionsWithWork } from "#lib/changes/run/claim.ts";
import { isLeaseLost } from "#lib/changes/run/ending.ts";
import { runGroup } from "#lib/changes/run/group.ts";
import { releaseOfDead } from "#lib/changes/run/release.ts";
import type { Claim } from "#lib/changes/types.ts";
import { nowIso } from "#lib/core/ids.ts";
import { logError } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { keep } from "#lib/store/db/lease.ts";
import { outsideViews } from "#lib/store/db/view.ts";

/** How long stopping waits for what runs. */
const STOP_MS = 8_000;

type Runner = {
  isRunning: boolean;
  /** Has `takeUpWork` run soon. */
  ring: () => void;
  /** Groups that run, by a number of their own. */
  active: Map<number, { claims: readonly Claim[]; promise: Promise<void> }>;
  next: number;
  /** Changes whose end could not be written down, or whose try could not be counted: their leases run out. */
  unsettled: Set<string>;
  /** Connections for which more is being taken up. */
  refilling: Set<string>;
  control: AbortController;
};

const runner = () =>
  perProcess(
    "change-runner",
    (): Runner => ({
      isRunning: false,
      ring: () => {},
      active: new Map(),
      next: 0,
      unsettled: new Set(),
      refilling: new Set(),
      control: new AbortController(),
    }),
  );

/** Opens this process' runner to whoever applies changes: `ring` has `takeUpWork` run soon. */
export function openRunner(ring: () => void): void {
  const state = runner();
  Object.assign(state, { isRunning: true, ring, control: new AbortController() });
  setRunnerBell({
    ring,
    // Whoever asked may see a part of the store only: the runner sees all of it.
    begin: (groups) => {
      outsideViews(() => {
        for (const claims of groups) begin(state, claims);
      });
    },
  });
}

/**
 * Takes no more work, waits up to 8 s for what runs, and lets go of the rest. Changes whose values only this process
 * held and that were not begun are found by the next process, which says that the value is lost.
 */
export async function closeRunner(): Promise<void> {
  const state = runner();
  state.isRunning = false;
  setRunnerBell(undefined);
  // Nobody renews them from now on: they last longer than what follows.
  const renewed = renewHeld().catch((error: unknown) => logError(error, { at: "closeRunner" }));
  const running = Promise.allSettled([renewed, ...[...state.active.values()].map((group) => group.promise)]);
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    running,
    new Promise((resolve) => {
      timer = setTimeout(resolve, STOP_MS);
    }),
  ]);
  clearTimeout(timer);
  state.control.abort();
  const left = [...activeIds(state), ...heldChangeIds()];
  for (const id of heldChangeIds()) dropValue(id);
  await keep("changes", left, { until: nowIso() }).catch((error: unknown) =>
    logError(error, { at: "closeRunner" }),
  );
}

const activeIds = (state: Runner): string[] =>
  [...state.active.values()].flatMap((group) => group.claims.map((claim) => claim.row.id));

/** Takes up what may run now, on every connection: also what another process left or put there, within seconds of its death. */
export async function takeUpWork(): Promise<void> {
  const state = runner();
  await releaseOfDead();
  await finishCancellations();
  for (const connectionId of await connectionsWithWork()) {
    if (!state.isRunning) return;
    for (const claims of await claimWork(connectionId)) begin(state, claims);
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
    // The end of a change that was alone is answered before anything is claimed: most often there is nothing.
    const isOver = left === 0 && (await connectionsWithWork(connectionId)).length === 0;
    const groups = isOver ? [] : await claimWork(connectionId);
    state.refilling.delete(connectionId);
    for (const claims of groups) begin(state, claims);
  } catch {
    state.refilling.delete(connectionId);
    // Looking at all connections meets the same trouble, and says it.
    state.ring();
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
export async function renewHeld(): Promise<void> {
  const state = runner();
  const waiting = journalledChangeIds().filter((id) => !state.unsettled.has(id));
  const kept = await keep("changes", [...new Set([...activeIds(state), ...waiting])]);
  // Ended elsewhere, or in a process that thought this one dead.
  const active = new Set(activeIds(state));
  for (const id of waiting) if (!kept.has(id) && !active.has(id)) dropValue(id);
}
