import "server-only";
import { logError } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { isLeased, isStale } from "#lib/directory/sync/lists.ts";
import { type RunResult, runList } from "#lib/directory/sync/run.ts";
import { db } from "#lib/store/db/connection.ts";
import { outsideViews } from "#lib/store/db/view.ts";

/** Lists of one connection that are read at once; its vendor calls are limited further by the vendor's queue. */
const PARALLEL_LISTS = 8;
/** Rest of a connection whose vendor does not answer, doubled with each failure up to the longest. */
const HOLD_MS = 60_000;
const LONGEST_HOLD_MS = 15 * 60_000;
const TRANSIENT = new Set(["VENDOR_UNAVAILABLE", "VENDOR_TIMEOUT", "VENDOR_RATE_LIMITED"]);

/** The lists of one connection that wait for a run: those that somebody looks at first. */
type Lane = {
  first: Set<string>;
  later: Set<string>;
  /** Read even with a token that was refused: somebody asked for it. */
  forced: Set<string>;
  running: Set<string>;
  failures: number;
  holdUntil: number;
  timer?: NodeJS.Timeout | undefined;
};
type Lanes = {
  byConnection: Map<string, Lane>;
  stopped: boolean;
  idle: Set<() => void>;
  /** The lists that are worked on, whose lane may be gone. */
  working: Set<Promise<void>>;
};

const lanes = (): Lanes =>
  perProcess("sync-lanes", () => ({
    ...{ byConnection: new Map(), stopped: false, idle: new Set(), working: new Set() },
  }));

const newLane = (): Lane => ({
  first: new Set(),
  later: new Set(),
  forced: new Set(),
  running: new Set(),
  failures: 0,
  holdUntil: 0,
});

export type EnqueueOptions = { first?: boolean; forced?: boolean };

/** Puts lists in line for a run in this process and returns at once. A list waits once; a look moves it to the front. */
export function enqueue(
  connectionId: string,
  listIds: readonly string[],
  options: EnqueueOptions = {},
): void {
  const { byConnection, stopped } = lanes();
  if (stopped || listIds.length === 0) return;
  const lane = byConnection.get(connectionId) ?? newLane();
  byConnection.set(connectionId, lane);
  if (options.forced) {
    lane.failures = 0;
    lane.holdUntil = 0;
  }
  for (const id of listIds) {
    if (options.forced) lane.forced.add(id);
    if (options.first) {
      lane.later.delete(id);
      lane.first.add(id);
    } else if (!lane.first.has(id)) lane.later.add(id);
  }
  // Whoever looks may see a part only: what is read for them is read whole.
  outsideViews(() => pump(connectionId, lane));
}

function take(lane: Lane): string | undefined {
  for (const waiting of [lane.first, lane.later]) {
    if (waiting === lane.later && Date.now() < lane.holdUntil) return undefined;
    for (const id of waiting) {
      // The same list is not read twice at once: it stays in line until its run is over.
      if (lane.running.has(id)) continue;
      waiting.delete(id);
      return id;
    }
  }
  return undefined;
}

function pump(connectionId: string, lane: Lane): void {
  if (lanes().stopped) return;
  const width = lane.failures > 0 ? 1 : PARALLEL_LISTS;
  while (lane.running.size < width) {
    const id = take(lane);
    if (id === undefined) break;
    lane.running.add(id);
    const { working } = lanes();
    const done = work(connectionId, lane, id)
      .catch((error: unknown) => {
        logError(error, { at: "sync", listId: id });
      })
      .finally(() => {
        lane.running.delete(id);
        working.delete(done);
        pump(connectionId, lane);
      });
    working.add(done);
  }
  if (lane.running.size > 0) return;
  if (lane.first.size + lane.later.size > 0) wakeLater(connectionId, lane);
  else if (lane.failures === 0) lanes().byConnection.delete(connectionId);
  tellIdle();
}

function wakeLater(connectionId: string, lane: Lane): void {
  clearTimeout(lane.timer);
  lane.timer = setTimeout(() => pump(connectionId, lane), Math.max(0, lane.holdUntil - Date.now()) + 1);
  lane.timer.unref();
}

async function work(connectionId: string, lane: Lane, id: string): Promise<void> {
  const isForced = lane.forced.delete(id);
  if (!(await isWanted(id, isForced))) return;
  const result = await runList(id, { onLists: (found) => enqueue(connectionId, found) });
  settle(lane, id, result);
  if (await isRequested(id)) enqueue(connectionId, [id]);
}

function settle(lane: Lane, id: string, { outcome, error }: RunResult): void {
  if (outcome === "complete") {
    lane.failures = 0;
    lane.holdUntil = 0;
  } else if (error?.code === "VENDOR_TOKEN_REFUSED") {
    for (const waiting of [lane.first, lane.later, lane.forced]) waiting.clear();
  } else if (error && TRANSIENT.has(error.code)) {
    lane.failures += 1;
    lane.holdUntil = Date.now() + Math.min(HOLD_MS * 2 ** (lane.failures - 1), LONGEST_HOLD_MS);
    lane.later.add(id);
  }
}

/** Whether a run is still called for when a list's turn comes. */
async function isWanted(listId: string, isForced: boolean): Promise<boolean> {
  const row = await db()
    .selectFrom("lists")
    .innerJoin("connections", "connections.id", "lists.connection_id")
    .selectAll("lists")
    .select("connections.state")
    .where("lists.id", "=", listId)
    .executeTakeFirst();
  if (!row || isLeased(row)) return false;
  return (isForced || row.state !== "refused") && isStale(row);
}

async function isRequested(listId: string): Promise<boolean> {
  const row = await db()
    .selectFrom("lists")
    .innerJoin("connections", "connections.id", "lists.connection_id")
    .select(["lists.requested_at", "connections.state"])
    .where("lists.id", "=", listId)
    .executeTakeFirst();
  return row !== undefined && row.requested_at !== null && row.state !== "refused";
}

const isIdle = (): boolean =>
  [...lanes().byConnection.values()].every(
    (lane) =>
      lane.running.size + lane.first.size === 0 && (lane.later.size === 0 || lane.holdUntil > Date.now()),
  );

function tellIdle(): void {
  if (!isIdle()) return;
  for (const tell of lanes().idle) tell();
  lanes().idle.clear();
}

/** Resolves when no list of this process is read or waits for its turn, those at rest after a failure aside. */
export function lanesIdle(): Promise<void> {
  if (isIdle()) return Promise.resolve();
  return new Promise((resolve) => lanes().idle.add(resolve));
}

/** Takes no more lists. What waited stays asked for in the store. */
export function stopLanes(): void {
  const all = lanes();
  all.stopped = true;
  for (const lane of all.byConnection.values()) clearTimeout(lane.timer);
  all.byConnection.clear();
  tellIdle();
}

/** Resolves when nothing of what was worked on before `stopLanes` is under way any more; `stopRuns` makes that soon. */
export async function lanesOver(): Promise<void> {
  await Promise.all(lanes().working);
}

export function openLanes(): void {
  lanes().stopped = false;
}
