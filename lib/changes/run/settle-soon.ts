import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { settleMany } from "#lib/changes/run/settle.ts";
import type { Ended } from "#lib/changes/types.ts";
import { perProcess } from "#lib/core/per-process.ts";

/** How long a change of a long batch waits for others to be written down with it: a commit costs as much as a hundred rows. */
const GATHER_MS = 80;

type Waiting = { ended: Ended; resolve: () => void; reject: (error: unknown) => void };
type Gathering = { waiting: Waiting[]; isWriting: boolean };
const gathering = () => perProcess("settling", (): Gathering => ({ waiting: [], isWriting: false }));

/**
 * Settles a change, with others that end at the same time in one transaction; `isUrgent`: somebody waits for this one.
 * Resolves once it is written down.
 */
export function settleSoon(ended: Ended, isUrgent: boolean): Promise<void> {
  const state = gathering();
  return new Promise((resolve, reject) => {
    state.waiting.push({ ended, resolve, reject });
    if (!state.isWriting) void writeAll(state, isUrgent);
  });
}

async function writeAll(state: Gathering, isUrgent: boolean): Promise<void> {
  state.isWriting = true;
  if (!isUrgent) await sleep(GATHER_MS);
  while (state.waiting.length > 0) {
    const some = state.waiting.splice(0);
    try {
      await settleMany(some.map((one) => one.ended));
      for (const one of some) one.resolve();
    } catch (error) {
      for (const one of some) one.reject(error);
    }
  }
  state.isWriting = false;
}
