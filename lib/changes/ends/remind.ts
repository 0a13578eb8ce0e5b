import "server-only";
import { dueWords } from "#lib/changes/schedules/due.ts";
import { nowMs } from "#lib/core/clock.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { tellEndComing } from "#lib/store/outbox/tell-ends.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Tells who gave something for a time that it ends: a day before and an hour before, each once for a time that stands, over
 * all processes. What was given for less than that is not told of. Returns how many were.
 */
export async function remindOfEnds(): Promise<number> {
  const now = nowMs();
  const soon = await db()
    .selectFrom("ends")
    .innerJoin("schedules", "schedules.id", "ends.id")
    .select(["ends.id", "ends.told", "schedules.user_id", "schedules.name", "schedules.created_at"])
    .select(["schedules.due_at", "schedules.zone"])
    .where("schedules.state", "=", "scheduled")
    .where("schedules.due_at", ">", new Date(now).toISOString())
    .where("schedules.due_at", "<=", new Date(now + DAY_MS).toISOString())
    .execute();
  let told = 0;
  for (const row of soon) {
    const due = Date.parse(row.due_at);
    const lead = due - now <= HOUR_MS ? "hour" : "day";
    if (due - Date.parse(row.created_at) <= (lead === "hour" ? HOUR_MS : DAY_MS)) continue;
    const mark = `${lead} ${row.due_at}`;
    if (row.told === mark) continue;
    await transact(async (tx) => {
      const mine = await tx
        .updateTable("ends")
        .set({ told: mark })
        .where("id", "=", row.id)
        .where((where) => where.or([where("told", "is", null), where("told", "!=", mark)]))
        .returning("id")
        .executeTakeFirst();
      if (!mine) return;
      told++;
      const { id: scheduleId, user_id: userId, due_at: dueAt, name } = row;
      await tellEndComing(tx, { scheduleId, userId, dueAt, name, lead, when: dueWords(row) });
    });
  }
  return told;
}
