import "server-only";
import { nowIsoByClock, nowMs } from "#lib/core/clock.ts";
import { lookAt } from "#lib/directory/sync/look.ts";
import { db } from "#lib/store/db/connection.ts";

/** So long before something is due, the lists that it is about are read anew. */
const AHEAD_MS = 60_000;

/**
 * Has the lists read that what is due soon is about, where they are stale: so that it is planned by how things are then.
 * Never waits for a vendor: what cannot be read in time is planned by the last good copy, as any plan is. Returns how many
 * lists were looked at.
 */
export async function lookAhead(): Promise<number> {
  const rows = await db()
    .selectFrom("schedules")
    .innerJoin("schedule_places", "schedule_places.schedule_id", "schedules.id")
    .innerJoin("lists", "lists.connection_id", "schedule_places.connection_id")
    .select("lists.id")
    .distinct()
    .where("schedules.state", "=", "scheduled")
    .where("schedules.due_at", ">", nowIsoByClock())
    .where("schedules.due_at", "<=", new Date(nowMs() + AHEAD_MS).toISOString())
    .where((where) =>
      where.or([
        where("lists.team_id", "=", where.ref("schedule_places.team_id")),
        where.and([where("schedule_places.team_id", "is", null), where("lists.team_id", "is", null)]),
      ]),
    )
    .execute();
  await lookAt(rows.map(({ id }) => id));
  return rows.length;
}
