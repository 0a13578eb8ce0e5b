import "server-only";
import type { Claim } from "#lib/changes/types.ts";
import { perProcess } from "#lib/core/per-process.ts";

type Listener = () => void;
const listeners = () => perProcess("batch-listeners", () => new Map<string, Set<Listener>>());

/** Tells who waits in this process that a change of the batch ended. */
export function notifyBatch(batchId: string): void {
  for (const listener of listeners().get(batchId) ?? []) listener();
}

/** Calls back whenever a change of the batch ends in this process; returns what stops it. */
export function onBatch(batchId: string, listener: Listener): () => void {
  const all = listeners();
  const some = all.get(batchId) ?? new Set();
  some.add(listener);
  all.set(batchId, some);
  return () => {
    some.delete(listener);
    if (some.size === 0) all.delete(batchId);
  };
}

/** How this process' runner is reached: set while it runs. */
type RunnerBell = { ring(): void; begin(groups: Claim[][]): void };
const bell = () => perProcess("runner-bell", (): { runner?: RunnerBell } => ({}));

/** This process' runner, if there is one; another process' finds the work by looking. */
export const runnerHere = (): RunnerBell | undefined => bell().runner;

export function setRunnerBell(runner: RunnerBell | undefined): void {
  const slot = bell();
  if (runner) slot.runner = runner;
  else delete slot.runner;
}
