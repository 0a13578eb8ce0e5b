import "server-only";
import { backOf, endLine, endName, userOf } from "#lib/changes/ends/back.ts";
import { type Felling, fells } from "#lib/changes/ends/fells.ts";
import type { Until } from "#lib/changes/ends/schema.ts";
import { endOf, readUntil } from "#lib/changes/ends/until.ts";
import { type Due, dueAtMoment } from "#lib/changes/schedules/due.ts";
import { insertSchedule } from "#lib/changes/schedules/insert.ts";
import type { ChangeRow } from "#lib/changes/types.ts";
import { nowIsoByClock, nowMs } from "#lib/core/clock.ts";
import { newId } from "#lib/core/ids.ts";
import type { EventActor, NewEvent } from "#lib/store/audit/append.ts";
import type { Tx } from "#lib/store/db/connection.ts";

/** States of an end that is still to come. */
const OPEN = ["scheduled", "held"] as const;

const WHY: Partial<Record<ChangeRow["kind"], string>> = {
  "member.remove": "They were removed",
  "org.removeMember": "They were removed",
  "team.delete": "The team was deleted",
};

/**
 * Gives up the ends of what changes that worked took away or gave anew, in the transaction that settles them. Returns the
 * events that tell of it: they are appended after all rows are written.
 */
export async function fallEnds(tx: Tx, rows: readonly ChangeRow[]): Promise<NewEvent[]> {
  if (rows.length === 0) return [];
  const open = await tx
    .selectFrom("ends")
    .innerJoin("schedules", "schedules.id", "ends.id")
    .select(["ends.id", "ends.change_id", "ends.connection_id", "ends.team_id", "ends.user_id"])
    .select("schedules.name")
    .where("schedules.state", "in", OPEN)
    .where("ends.connection_id", "in", [...new Set(rows.map((row) => row.connection_id))])
    .orderBy("ends.id")
    .execute();
  const events: NewEvent[] = [];
  for (const end of open) {
    const row = rows.find((one) => one.id !== end.change_id && fells(asFelling(one), end));
    if (!row) continue;
    const reason =
      row.undo_of === end.change_id
        ? "What was given was taken back"
        : (WHY[row.kind] ?? "The role was given anew");
    const fallen = await tx
      .updateTable("schedules")
      .set({ state: "cancelled", reason, changed_at: nowIsoByClock() })
      .where("id", "=", end.id)
      .where("state", "in", OPEN)
      .returning("id")
      .executeTakeFirst();
    if (fallen) events.push(endEvent("end.fall", end, { reason, changeId: row.id, batchId: row.batch_id }));
  }
  return events;
}

/** What a journalled change is about, to an end. */
const asFelling = (row: ChangeRow): Felling => ({
  kind: row.kind,
  connectionId: row.connection_id,
  teamId: row.team_id,
  userId: userOf(row),
});

type End = { id: string; name: string; connection_id: string; team_id: string | null };

/** An event about an end, by Rollcall itself. Its name tells of somebody, so it is personal. */
export const endEvent = (
  action: `end.${string}`,
  end: End,
  about: { reason?: string; changeId?: string; batchId?: string },
): NewEvent => ({
  action,
  actor: "system",
  outcome: "done",
  connectionId: end.connection_id,
  teamId: end.team_id,
  ...(about.changeId ? { changeId: about.changeId } : {}),
  ...(about.batchId ? { batchId: about.batchId } : {}),
  facts: { scheduleId: end.id, kind: "end" },
  personal: { what: end.name, ...(about.reason ? { reason: about.reason } : {}) },
  search: end.name,
});

/** Makes the end of what a change gave, in the transaction that settles it: one, however often that is tried. */
export async function makeEnd(tx: Tx, row: ChangeRow, actor: EventActor): Promise<void> {
  const until = readUntil(row.until);
  const back = until && backOf(row);
  const userId = userOf(row);
  if (!back || userId === undefined) return;
  const id = newId();
  const { kind, connection_id, team_id } = row;
  const made = await tx
    .insertInto("ends")
    .values({
      ...{ id, change_id: row.id, kind, connection_id, team_id, user_id: userId, told: null },
      created_at: nowIsoByClock(),
    })
    .onConflict((conflict) => conflict.column("change_id").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!made) return;
  await insertSchedule(tx, actor, {
    ...{ id, kind: "end", userId: row.user_id, due: await dueAt(tx, row.user_id, until) },
    ...{ key: `end:${row.id}`, digest: "", endsChangeId: row.id },
    columns: {
      name: endName(row),
      size: 1,
      changes: JSON.stringify([{ ...back, undoOf: row.id }]),
      asked: JSON.stringify([endLine(row, back)]),
      acknowledged: "[]",
      undo_of: row.id,
      undo_of_batch: null,
      sealed_values: null,
      offboards: null,
    },
    places: [{ connection_id, team_id: back.kind.startsWith("org.") ? null : team_id, kind: back.kind }],
  });
}

/** When it ends: as it was asked for, or by the clocks of who asked for so long. */
async function dueAt(tx: Tx, userId: string, until: Until): Promise<Due> {
  const due_at = endOf(until, nowMs());
  if ("date" in until) return { due_at, local_date: until.date, local_time: until.time, zone: until.zone };
  const user = await tx.selectFrom("users").select("time_zone").where("id", "=", userId).executeTakeFirst();
  return dueAtMoment(due_at, user?.time_zone ?? null);
}
