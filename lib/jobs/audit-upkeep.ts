import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import { logError } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { checkpointIfDue } from "#lib/store/audit/keep-checkpoint.ts";
import { tellRepeats } from "#lib/store/audit/repeats.ts";
import { retain } from "#lib/store/audit/retention.ts";
import { pump } from "#lib/store/audit/streams/pump.ts";
import { closeSyslog, listReceivers } from "#lib/store/audit/streams/receivers.ts";

const TICK_MS = 1_000;
const STOP_MS = 3_000;

/** What is done, how often, and since when it was not. Each on its own: a slow one holds up no other. */
const JOBS: { name: string; everyMs: number; run: (isOver: () => boolean) => Promise<unknown> }[] = [
  { name: "streams", everyMs: TICK_MS, run: sendAll },
  { name: "checkpoints", everyMs: 10_000, run: () => checkpointIfDue() },
  { name: "repeats", everyMs: 10_000, run: () => tellRepeats() },
  { name: "retention", everyMs: 3_600_000, run: () => retain() },
];

type Worker = {
  timer?: NodeJS.Timeout | undefined;
  isOver: boolean;
  running: Map<string, Promise<void>>;
  last: Map<string, number>;
};
const worker = () =>
  perProcess<Worker>("audit-worker", () => ({ isOver: false, running: new Map(), last: new Map() }));

/** Starts what signs, sends, tells and removes. Once per process; further calls do nothing. */
export function startAuditWorker(): void {
  const state = worker();
  if (state.timer) return;
  state.isOver = false;
  const beat = (): void => {
    for (const job of JOBS) {
      const now = performance.now();
      const last = state.last.get(job.name) ?? Number.NEGATIVE_INFINITY;
      if (state.running.has(job.name) || now - last < job.everyMs) continue;
      state.last.set(job.name, now);
      const run = job
        .run(() => state.isOver)
        .then(
          () => undefined,
          (error: unknown) => void logError(error, { at: `audit ${job.name}` }),
        )
        .finally(() => state.running.delete(job.name));
      state.running.set(job.name, run);
    }
  };
  state.timer = setInterval(beat, TICK_MS);
  state.timer.unref();
}

/** Stops it; a batch that is under way arrives or is sent again after the next start. */
export async function stopAuditWorker(): Promise<void> {
  const state = worker();
  state.isOver = true;
  clearInterval(state.timer);
  state.timer = undefined;
  // A receiver that is slow to answer must not hold up the end: what it did not acknowledge is sent again.
  await Promise.race([Promise.all(state.running.values()), wait(STOP_MS, undefined, { ref: false })]);
  closeSyslog();
}

async function sendAll(isOver: () => boolean): Promise<void> {
  const receivers = await listReceivers();
  await Promise.all(receivers.filter((one) => !one.isPaused).map((one) => pump(one, isOver)));
}
