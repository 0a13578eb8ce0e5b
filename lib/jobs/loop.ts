import "server-only";
import { nowIso } from "#lib/core/ids.ts";
import { log, logError } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { db } from "#lib/store/db/connection.ts";
import { claim, holder, leaseEnd } from "#lib/store/db/lease.ts";
import { outsideViews } from "#lib/store/db/view.ts";

/** Something that Rollcall does by itself, again and again. `jobs.ts` lists them. */
export type Job = {
  /** So long after a round began, the next one begins; never before the first one ended. */
  everyMs: number;
  /** One round. Takes up nothing more once the signal is aborted. */
  run(signal: AbortSignal): Promise<unknown>;
  /** What must be done before the first round. */
  start?(): void | Promise<void>;
  /** Lets go of what the job holds, once no round begins any more. `round`: the one that is under way, if any. */
  stop?(round: Promise<void>): Promise<void>;
  /** One round in so long over all processes: the one that claims the lease does it. */
  turn?: { lease: string; everyMs(): number };
};

/** How a job of this process is doing, for readiness and metrics. Says nothing of what it works on. */
export type JobStanding = {
  state: "ok" | "failing" | "overdue";
  startedAt?: string;
  endedAt?: string;
  /** The log tells more under the reference. */
  lastError?: { at: string; reference: string };
  /** Seconds since a round ended well, or since the job was started. */
  ageSeconds: number;
};

const TICK_MS = 250;
/** A job is overdue when no round ended well for so long beyond its interval. */
const GRACE_MS = 110_000;
/** The same error of a job, round after round, is written into the log so often. */
const SAY_AGAIN_MS = 3_600_000;
/** How long stopping waits. The server ends the process soon after. */
const STOP_MS = 8_500;

type Entry = {
  job: Job;
  control: AbortController;
  round: Promise<void> | undefined;
  isWanted: boolean;
  isSlowSaid: boolean;
  /** On `performance.now()`: when the last round began, and when one last ended well. */
  beganMs: number;
  goodMs: number;
  startedAt?: string;
  endedAt?: string;
  isFailing: boolean;
  lastError?: { at: string; reference: string; text: string; saidMs: number };
};
type Loop = { entries: Map<string, Entry>; timer?: NodeJS.Timeout };
const loop = () => perProcess("jobs", (): Loop => ({ entries: new Map() }));

/** Starts a job in this process; further calls do nothing. Resolves when its rounds have begun. */
export async function startJob(name: string, job: Job): Promise<void> {
  const state = loop();
  if (state.entries.has(name)) return;
  const nowMs = performance.now();
  const entry: Entry = {
    ...{ job, control: new AbortController(), round: undefined },
    ...{ isWanted: false, isSlowSaid: false, isFailing: false, beganMs: nowMs, goodMs: nowMs },
  };
  state.entries.set(name, entry);
  state.timer ??= setInterval(tick, TICK_MS).unref();
  try {
    entry.round = Promise.resolve(job.start?.());
    await entry.round;
  } catch (error) {
    await stopJobs((one) => one === name);
    throw error;
  }
  begin(name, entry);
}

/** Lets no further round of these jobs begin, and waits until they have let go of what they hold: 8.5 s at most. */
export async function stopJobs(which: (name: string) => boolean = () => true): Promise<void> {
  const state = loop();
  const stopping = [...state.entries].filter(([name]) => which(name));
  for (const [name, entry] of stopping) {
    state.entries.delete(name);
    entry.control.abort();
  }
  if (state.entries.size === 0) {
    clearInterval(state.timer);
    delete state.timer;
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, STOP_MS);
  });
  const ends = stopping.map(async ([name, { job, round = Promise.resolve() }]) => {
    await job.stop?.(round).catch((error: unknown) => logError(error, { at: `stop ${name}` }));
    await round.catch(() => {});
  });
  await Promise.race([late, Promise.all(ends)]);
  clearTimeout(timer);
}

/** There is work for a job: a round begins at once, or right after the one that is under way. */
export function wake(name: string): void {
  const entry = loop().entries.get(name);
  if (!entry) return;
  entry.isWanted = true;
  if (!entry.round) begin(name, entry);
}

function tick(): void {
  const nowMs = performance.now();
  for (const [name, entry] of loop().entries) {
    const forMs = nowMs - entry.beganMs;
    if (!entry.round) {
      if (forMs >= entry.job.everyMs) begin(name, entry);
    } else if (forMs >= GRACE_MS && !entry.isSlowSaid) {
      entry.isSlowSaid = true;
      log.warn({ job: name, seconds: Math.round(forMs / 1000) }, "A job's round does not come to an end");
    }
  }
}

function begin(name: string, entry: Entry): void {
  if (entry.control.signal.aborted) return;
  Object.assign(entry, {
    isWanted: false,
    isSlowSaid: false,
    beganMs: performance.now(),
    startedAt: nowIso(),
  });
  // Whoever woke the job may see a part of the store only: the job sees all of it.
  entry.round = outsideViews(() => doRound(name, entry)).finally(() => {
    entry.round = undefined;
    entry.endedAt = nowIso();
    if (entry.isWanted) begin(name, entry);
  });
}

async function doRound(name: string, entry: Entry): Promise<void> {
  const { signal } = entry.control;
  try {
    const { turn, run } = entry.job;
    if (!turn || (await isTurn(turn))) await run(signal);
    if (entry.isFailing) log.info({ job: name }, "A job works again");
    entry.isFailing = false;
    entry.goodMs = performance.now();
  } catch (error) {
    if (!signal.aborted) noteError(name, entry, error);
  }
}

/** What keeps failing is written into the log once, and again after an hour or when something else is wrong. */
function noteError(name: string, entry: Entry, error: unknown): void {
  const [text, nowMs, last] = [String(error), performance.now(), entry.lastError];
  const isSaid = entry.isFailing && last?.text === text && nowMs - last.saidMs < SAY_AGAIN_MS;
  entry.isFailing = true;
  entry.lastError = isSaid
    ? { ...last, at: nowIso() }
    : { at: nowIso(), text, saidMs: nowMs, reference: logError(error, { at: `job ${name}` }) };
}

/** Whether this process is the one that does the round. */
async function isTurn(turn: NonNullable<Job["turn"]>): Promise<boolean> {
  const forMs = turn.everyMs();
  await db()
    .insertInto("leases")
    .values({ name: turn.lease, holder: holder(), until: leaseEnd(forMs) })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  return (await claim("leases", turn.lease, { forMs })) !== undefined;
}

/** How the jobs of this process are doing, by name. One that was not started, or was stopped, is not there. */
export function jobStandings(nowMs = performance.now()): Record<string, JobStanding> {
  return Object.fromEntries([...loop().entries].map(([name, entry]) => [name, standingOf(entry, nowMs)]));
}

function standingOf({ job, goodMs, isFailing, lastError, ...entry }: Entry, nowMs: number): JobStanding {
  const isOverdue = nowMs - goodMs >= job.everyMs + GRACE_MS;
  return {
    state: isOverdue ? "overdue" : isFailing ? "failing" : "ok",
    ...(entry.startedAt ? { startedAt: entry.startedAt } : {}),
    ...(entry.endedAt ? { endedAt: entry.endedAt } : {}),
    ...(lastError ? { lastError: { at: lastError.at, reference: lastError.reference } } : {}),
    ageSeconds: Math.max(0, Math.round((nowMs - goodMs) / 1000)),
  };
}
