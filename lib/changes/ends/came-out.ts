import "server-only";
import { endEvent } from "#lib/changes/ends/settle-ends.ts";
import { toldOf } from "#lib/changes/schedules/end.ts";
import type { StoredSchedule } from "#lib/changes/schedules/stored.ts";
import type { ChangeRow, Ending } from "#lib/changes/types.ts";
import { nowIsoByClock, nowMs } from "#lib/core/clock.ts";
import type { ErrorCode } from "#lib/core/errors.ts";
import type { NewEvent } from "#lib/store/audit/append.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { tellEnded } from "#lib/store/outbox/tell-ends.ts";
import { tellHeld } from "#lib/store/outbox/tell-schedules.ts";

/** Failures that pass by themselves: the vendor is down, slow or busy. */
const PASSING: readonly ErrorCode[] = ["VENDOR_RATE_LIMITED", "VENDOR_UNAVAILABLE", "VENDOR_TIMEOUT"];
const FIRST_RETRY_MS = 5 * 60_000;
const LAST_RETRY_MS = 60 * 60_000;

type CameOut = { row: ChangeRow; ending: Ending };

/**
 * What became of ends whose changes have ended, in the transaction that settles them: told where access is over; tried again
 * where the vendor could not be reached, later each time; and for a person to look at where it refused. Returns the events.
 */
export async function endsCameOut(tx: Tx, all: readonly CameOut[]): Promise<NewEvent[]> {
  const events: NewEvent[] = [];
  for (const { row, ending } of all) {
    if (row.undo_of === null) continue;
    const schedule = await tx
      .selectFrom("schedules")
      .selectAll()
      .where("ends_change_id", "=", row.undo_of)
      .where("kind", "=", "end")
      .where("state", "=", "started")
      .executeTakeFirst();
    if (!schedule) continue;
    if (ending.state === "done" || ending.state === "skipped")
      await tellEnded(tx, { ...toldOf(schedule), batchId: row.batch_id });
    else events.push(...(await notOver(tx, schedule, row, ending)));
  }
  return events;
}

async function notOver(
  tx: Tx,
  schedule: StoredSchedule,
  row: ChangeRow,
  ending: Ending,
): Promise<NewEvent[]> {
  const why = ending.reason ?? ending.applied?.reason ?? "the vendor did not say why";
  const isPassing = ending.state === "failed" && ending.code !== undefined && PASSING.includes(ending.code);
  const reason =
    ending.state === "unknown" ? `It is not known whether it worked: ${why}` : `Could not: ${why}`;
  const at = nowIsoByClock();
  await tx
    .updateTable("schedules")
    .set(
      isPassing
        ? { state: "scheduled", due_at: await nextTry(tx, row), reason, changed_at: at }
        : { state: "held", reason, changed_at: at },
    )
    .where("id", "=", schedule.id)
    .where("state", "=", "started")
    .execute();
  const end = {
    id: schedule.id,
    name: schedule.name,
    connection_id: row.connection_id,
    team_id: row.team_id,
  };
  if (isPassing) return [endEvent("end.retry", end, { reason, changeId: row.id, batchId: row.batch_id })];
  await tellHeld(tx, { ...toldOf(schedule), reason });
  return [endEvent("end.hold", end, { reason, changeId: row.id, batchId: row.batch_id })];
}

/** Five minutes after the first failure, and twice as long each time, an hour at most. */
async function nextTry(tx: Tx, row: ChangeRow): Promise<string> {
  const { n } = await tx
    .selectFrom("changes")
    .select((of) => of.fn.countAll<number>().as("n"))
    .where("undo_of", "=", row.undo_of)
    .where("state", "=", "failed")
    .executeTakeFirstOrThrow();
  const wait = FIRST_RETRY_MS * 2 ** Math.max(0, Number(n) - 1);
  return new Date(nowMs() + Math.min(wait, LAST_RETRY_MS)).toISOString();
}
