import "server-only";
import { enqueue, lanesOver, openLanes, stopLanes } from "#lib/directory/sync/lanes.ts";
import { closeAbandonedRuns } from "#lib/directory/sync/list-lease.ts";
import { syncConnection } from "#lib/directory/sync/look.ts";
import { stopRuns } from "#lib/directory/sync/run.ts";
import { db } from "#lib/store/db/connection.ts";
import { isFree, releaseOfGone } from "#lib/store/db/lease.ts";

const EVERY_MS = 6 * 3_600_000;
/** How much earlier or later a scheduled sync may come, so that instances do not call a vendor at one moment. */
const JITTER_MS = 30 * 60_000;
/** While an invited person is waited for, their team is read this often, for so many days. */
const WATCH_MS = 10 * 60_000;
const WATCH_DAYS = 30;
const KEEP_RUNS_DAYS = 30;

const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

/** When everything is read: by one process, and again about six hours later by the one whose turn it is then. */
export const SCHEDULE = {
  lease: "sync.schedule",
  everyMs: () => EVERY_MS + (Math.random() * 2 - 1) * JITTER_MS,
};

/** Asks for everything of every connection, and forgets runs of long ago. */
export async function syncEverything(): Promise<void> {
  const rows = await db().selectFrom("connections").select("id").where("state", "!=", "refused").execute();
  for (const { id } of rows) await syncConnection(id);
  await db()
    .deleteFrom("runs")
    .where("ended_at", "<", ago(KEEP_RUNS_DAYS * 86_400_000))
    .execute();
}

/** Puts in line what this process should read: lists that a dead process left, that somebody asked for, or waits for. */
export async function putInLine(): Promise<void> {
  await closeAbandonedRuns();
  for (const row of [...(await invitedLists()), ...(await requestedLists())])
    enqueue(row.connection_id, [row.id]);
}

/** Lets lists be read in this process, those too that a process which is over has left. */
export async function startSync(): Promise<void> {
  openLanes();
  await releaseOfGone("lists");
}

/** Ends the runs of this process; their lists are free for others when it resolves. */
export async function stopSync(round: Promise<void>): Promise<void> {
  stopLanes();
  await round;
  await stopRuns();
  await lanesOver();
}

/** Lists asked for by a process that has died, or while another one read them. */
const requestedLists = () =>
  db()
    .selectFrom("lists")
    .innerJoin("connections", "connections.id", "lists.connection_id")
    .select(["lists.id", "lists.connection_id"])
    .where("lists.requested_at", "is not", null)
    .where("connections.state", "!=", "refused")
    .where(isFree("lists.lease_until"))
    .orderBy("lists.requested_at")
    .orderBy("lists.id")
    .execute();

/** The members of teams in which somebody is waited for. */
const invitedLists = () =>
  db()
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
