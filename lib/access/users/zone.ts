import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import { isZone } from "#lib/core/local-time.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, transact } from "#lib/store/db/connection.ts";

/** The zone that a user chose in their profile; null until they did: then it is their browser's. */
export async function zoneOfUser(userId: string): Promise<string | null> {
  const row = await db().selectFrom("users").select("time_zone").where("id", "=", userId).executeTakeFirst();
  return row?.time_zone ?? null;
}

/** Sets one's own zone. Throws INVALID_INPUT for what is none. */
export async function setZone(viewer: Viewer, zone: string): Promise<void> {
  if (!isZone(zone))
    throw new AppError("INVALID_INPUT", { fields: { zone: ["There is no such time zone"] } });
  await transact(async (tx) => {
    await tx
      .updateTable("users")
      .set({ time_zone: zone, updated_at: nowIso() })
      .where("id", "=", viewer.userId)
      .execute();
    await appendEvent(tx, {
      action: "profile.setZone",
      actor: actorOf(viewer),
      outcome: "done",
      facts: { zone },
      search: zone,
    });
  });
}
