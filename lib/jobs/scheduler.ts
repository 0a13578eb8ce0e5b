import "server-only";
import { expireRequests } from "#lib/changes/approvals/decide.ts";
import { sweepUploads } from "#lib/changes/intake/mutations.ts";
import { lookAgain } from "#lib/changes/offboarding/look-again.ts";
import { nowIso } from "#lib/core/ids.ts";
import { logError } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { enqueue, openLanes, stopLanes } from "#lib/directory/sync/lanes.ts";
import { syncConnection } from "#lib/directory/sync/look.ts";
import { stopRuns } from "#lib/directory/sync/run.ts";
import { db } from "#lib/store/db/connection.ts";
import { closeAbandonedRuns, holder } from "#lib/store/db/lease.ts";

const TICK_MS = 10_000;
const SCHEDULE = "sync.schedule";
const EVERY_MS = 6 * 3_600_000;
/** How much earlier or later a scheduled sync may come, so that instances do not call a vendor at one moment. */
const JITTER_MS = 30 * 60_000;
/** While an invited person is waited for, their team is read this often, for so many days. */
const WATCH_MS = 10 * 60_000;
const WATCH_DAYS = 30;
const KEEP_RUNS_DAYS = 30;

type Scheduler = {
  timer?: NodeJS.Timeout | undefined;
  ticking?: Promise<void> | undefined;
  /** A second look at offboardings that runs, and what ends it. */
  looking?: Promise<unknown> | undefined;
  stopLooking?: AbortController;
  tickedAt?: number;
  startedAt?: number;
};
const scheduler = () => perProcess<Scheduler>("sync-scheduler", () => ({}));

const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

/** Starts what keeps the copies young without anybody looking. Once per process; further calls do nothing. */
export function startScheduler(): void {
  const state = scheduler();
  if (state.timer) return;
  openLanes();
  const beat = (): void => {
    state.ticking ??= tick()
      .then(() => {
        state.tickedAt = performance.now();
      })
      .catch((error: unknown) => void logError(error, { at: "scheduler" }))
      .finally(() => {
        state.ticking = undefined;
      });
  };
  state.timer = setInterval(beat, TICK_MS);
  state.timer.unref();
  state.startedAt = performance.now();
  beat();
}

/** So many rounds may be missed, as long ones are, before it counts as stuck. */
const STUCK_MS = 12 * TICK_MS;

/** Whether the scheduler of this process works: it runs, and its last good round is not long ago. */
export function schedulerHealth(nowMs = performance.now()): boolean {
  const { timer, tickedAt, startedAt = nowMs } = scheduler();
  return timer !== undefined && nowMs - (tickedAt ?? startedAt) < STUCK_MS;
}

/** Stops it and the runs of this process; their lists are free for others when it resolves. */
export async function stopScheduler(): Promise<void> {
  const state = scheduler();
  clearInterval(state.timer);
  state.timer = undefined;
  stopLanes();
  state.stopLooking?.abort();
  await state.ticking;
  await stopRuns();
}

/** One round: closes what died, takes up what is asked for, and starts the scheduled sync when it is due. */
export async function tick(): Promise<void> {
  await closeAbandonedRuns();
  await sweepUploads();
  await expireRequests();
  lookAgainBeside();
  if (await claimSchedule()) await syncEverything();
  await watchInvited();
  await takeUpRequested();
}

/** Looks again at offboardings whose day has come: beside the rounds, which no vendor may hold up. */
function lookAgainBeside(): void {
  const state = scheduler();
  if (state.looking) return;
  state.stopLooking = new AbortController();
  state.looking = lookAgain(Date.now(), state.stopLooking.signal)
    .catch((error: unknown) => void logError(error, { at: "lookAgain" }))
    .finally(() => {
      state.looking = undefined;
    });
}

/** Lists asked for by a process that has died, or while another one read them. */
async function takeUpRequested(): Promise<void> {
  const rows = await db()
    .selectFrom("lists")
    .innerJoin("connections", "connections.id", "lists.connection_id")
    .select(["lists.id", "lists.connection_id"])
    .where("lists.requested_at", "is not", null)
    .where("connections.state", "!=", "refused")
    .where((where) =>
      where.or([where("lists.lease_until", "is", null), where("lists.lease_until", "<", nowIso())]),
    )
    .orderBy("lists.requested_at")
    .orderBy("lists.id")
    .execute();
  for (const row of rows) enqueue(row.connection_id, [row.id]);
}

/** True for the one process whose turn it is to start the scheduled sync. */
async function claimSchedule(): Promise<boolean> {
  const until = new Date(Date.now() + EVERY_MS + (Math.random() * 2 - 1) * JITTER_MS).toISOString();
  await db()
    .insertInto("leases")
    .values({ name: SCHEDULE, holder: holder(), until })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const claimed = await db()
    .updateTable("leases")
    .set({ holder: holder(), until })
    .where("name", "=", SCHEDULE)
    .where("until", "<=", nowIso())
    .executeTakeFirst();
  return claimed.numUpdatedRows > 0n;
}

async function syncEverything(): Promise<void> {
  const rows = await db().selectFrom("connections").select("id").where("state", "!=", "refused").execute();
  for (const { id } of rows) await syncConnection(id);
  await db()
    .deleteFrom("runs")
    .where("ended_at", "<", ago(KEEP_RUNS_DAYS * 86_400_000))
    .execute();
}

/** Reads the teams again in which somebody is waited for. */
async function watchInvited(): Promise<void> {
  const rows = await db()
    .selectFrom("invitations")
    .innerJoin("lists", "lists.team_id", "invitations.team_id")
    .innerJoin("connections", "connections.id", "invitations.connection_id")
    .select(["lists.id", "lists.connection_id"])
    .distinct()
    .where("lists.part", "=", "members")
    .where("lists.synced_at", "<", ago(WATCH_MS))
    .where("connections.state", "=", "works")
    .where("invitations.confirmed_at", "is", null)
    .where("invitations.dismissed_at", "is", null)
    .where("invitations.created_at", ">", ago(WATCH_DAYS * 86_400_000))
    .execute();
  for (const row of rows) enqueue(row.connection_id, [row.id]);
}
