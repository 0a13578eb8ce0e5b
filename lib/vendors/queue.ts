import "server-only";
import { perProcess } from "#lib/core/per-process.ts";
import { type Allowance, backoffMs, gapMs, RATE_LIMIT_CAP_MS } from "./rate-limit.ts";

/** Calls of one connection that run at once: by the queue, by the runner, and in what a plan announces. */
export const PARALLEL_CALLS = 4;
/** Two answers whose limit is filled up again within this time speak of the same one: vendors say it in whole seconds. */
const SAME_WINDOW_MS = 1_500;

/** A place in the queue. It keeps its number over retries, so order survives a pause. */
export type Ticket = { readonly number: number };
/** A running call: `era` tells calls that began before a pause from those after it. */
export type Slot = { readonly era: number; release(): void };
type Waiter = { number: number; start: () => void };

/** First in, first out, four at once; pauses for all when the vendor limits the rate, then tries with one call first. */
export class CallQueue {
  #running = 0;
  #issued = 0;
  #open = 0;
  #waiters: Waiter[] = [];
  #era = 0;
  #strikes = 0;
  #probing = false;
  // Monotonic, so that a clock set back does not stop the queue for a day.
  #resumeAt = 0;
  /** What the vendor said last of the calls that are left, and when they are filled up again. */
  #allowance: Allowance | undefined;
  #refilledAt = 0;
  #lastStartAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  ticket(): Ticket {
    this.#issued += 1;
    this.#open += 1;
    return { number: this.#issued };
  }

  /** The call of a ticket is over, retries and all. */
  close(): void {
    this.#open -= 1;
  }

  /** Waits for a free slot. Rejects with the signal's reason when it is aborted first. */
  acquire(ticket: Ticket, signal?: AbortSignal): Promise<Slot> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        number: ticket.number,
        start: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve(this.#slot());
        },
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      const later = this.#waiters.findIndex((other) => other.number > waiter.number);
      this.#waiters.splice(later < 0 ? this.#waiters.length : later, 0, waiter);
      this.#drain();
    });
  }

  #slot(): Slot {
    this.#running += 1;
    this.#lastStartAt = performance.now();
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      this.#running -= 1;
      this.#drain();
    };
    return { era: this.#era, release };
  }

  /** The vendor said 429: nothing starts for `waitMs`, or for a growing backoff where its headers did not say. */
  rateLimited(slot: Slot, waitMs: number | undefined, baseMs: number, random: () => number): void {
    if (slot.era === this.#era) {
      // The siblings of one burst are one strike.
      this.#era += 1;
      this.#strikes += 1;
    }
    const floor = backoffMs(this.#strikes, baseMs / 10, random);
    const wait = waitMs === undefined ? backoffMs(this.#strikes, baseMs, random) : Math.max(waitMs, floor);
    this.#resumeAt = Math.max(this.#resumeAt, performance.now() + Math.min(wait, RATE_LIMIT_CAP_MS));
    this.#probing = true;
  }

  /** The vendor answered something else than 429. */
  answered(slot: Slot): void {
    if (slot.era !== this.#era) return;
    this.#strikes = 0;
    this.#probing = false;
  }

  /** An answer said how many calls are left: the fewest counts until they are filled up again. */
  allowed(said: Allowance): void {
    const now = performance.now();
    const refilledAt = now + said.restMs;
    const isOld = now >= this.#refilledAt || refilledAt > this.#refilledAt + SAME_WINDOW_MS;
    if (!isOld && this.#allowance && this.#allowance.remaining <= said.remaining) return;
    this.#allowance = said;
    this.#refilledAt = refilledAt;
  }

  /** When the next call may start, so that what is left lasts. */
  #pacedAt(): number {
    const now = performance.now();
    if (!this.#allowance || now >= this.#refilledAt) return 0;
    const rest = { ...this.#allowance, restMs: this.#refilledAt - now };
    const gap = gapMs(rest, this.#running);
    if (gap === 0) return 0;
    return rest.remaining - this.#running <= 0 ? this.#refilledAt : this.#lastStartAt + gap;
  }

  #drain(): void {
    const limit = this.#probing ? 1 : PARALLEL_CALLS;
    while (this.#running < limit && this.#waiters.length > 0) {
      const rest = Math.max(this.#resumeAt, this.#pacedAt()) - performance.now();
      if (rest > 0) {
        this.#wakeIn(rest);
        return;
      }
      this.#waiters.shift()?.start();
    }
  }

  #wakeIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#drain(), Math.ceil(ms));
  }

  state(): QueueState {
    const rest = this.#resumeAt - performance.now();
    const state = { running: this.#running, waiting: this.#waiters.length };
    return rest > 0 ? { ...state, pausedUntil: Date.now() + rest } : state;
  }

  /** No call runs, waits or rests between two tries, and no limit is remembered: the queue can be forgotten. */
  get idle(): boolean {
    const isPaced = this.#pacedAt() > 0;
    return this.#open === 0 && this.#strikes === 0 && !isPaced && this.state().pausedUntil === undefined;
  }
}

/** `pausedUntil` in epoch milliseconds. */
export type QueueState = { pausedUntil?: number; running: number; waiting: number };

const queues = (): Map<string, CallQueue> => perProcess("vendor-queues", () => new Map<string, CallQueue>());

/** The one queue of this process under a key. */
export function queueOf(queueKey: string): CallQueue {
  const all = queues();
  const existing = all.get(queueKey);
  if (existing) return existing;
  const made = new CallQueue();
  all.set(queueKey, made);
  return made;
}

/** Drops a queue that has nothing left to remember, so that keys of one-off checks do not pile up. */
export function forgetIdleQueue(queueKey: string): void {
  if (queues().get(queueKey)?.idle) queues().delete(queueKey);
}

/** What all queues of this process are doing now, together. */
export function queueTotals(): { running: number; waiting: number } {
  const states = [...queues().values()].map((queue) => queue.state());
  return {
    running: states.reduce((sum, state) => sum + state.running, 0),
    waiting: states.reduce((sum, state) => sum + state.waiting, 0),
  };
}

/** What a connection's queue is doing now. */
export function queueState(queueKey: string): QueueState {
  return queues().get(queueKey)?.state() ?? { running: 0, waiting: 0 };
}
