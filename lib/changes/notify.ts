import "server-only";
import { perProcess } from "#lib/per-process.ts";

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

/** The runner's ear: set while it runs in this process. */
const bell = () => perProcess("runner-bell", (): { ring?: Listener } => ({}));

/** Wakes this process' runner, if there is one; another process' finds the work by looking. */
export const wakeRunner = (): void => bell().ring?.();

export function setRunnerBell(ring: Listener | undefined): void {
  const slot = bell();
  if (ring) slot.ring = ring;
  else delete slot.ring;
}
