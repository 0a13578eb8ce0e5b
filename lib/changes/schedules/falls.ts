import "server-only";
import type { Actor } from "#lib/access/auth/actor.ts";
import { cancelWithPlace } from "#lib/changes/schedules/follow.ts";
import { AppError } from "#lib/core/errors.ts";
import { deleteConnection } from "#lib/directory/connections/mutations.ts";
import { type Db, db, type Tx } from "#lib/store/db/connection.ts";
import { outsideViews } from "#lib/store/db/view.ts";
import { dueWords } from "./due.ts";
import type { Falling } from "./schema.ts";

/** What waits and is about this connection. All of it counts, whoever asks: all of it falls. */
const touching = (store: Db | Tx, connectionId: string) =>
  store
    .selectFrom("schedules")
    .selectAll()
    .where("state", "in", ["scheduled", "held"])
    .where("id", "in", (places) =>
      places.selectFrom("schedule_places").select("schedule_id").where("connection_id", "=", connectionId),
    )
    .orderBy("due_at")
    .orderBy("id")
    .execute();

/** What falls with a connection: what waits for a time and is about it, in full or in part. */
export const listFalling = (connectionId: string): Promise<Falling[]> =>
  outsideViews(async () =>
    (await touching(db(), connectionId)).map((row) => ({
      ...{ id: row.id, name: row.name, when: dueWords(row) },
    })),
  );

/**
 * Deletes a connection, and ends what waits and is about it. Throws CONFLICT where something waits that is not among
 * `falls`, the ids that somebody has seen fall; NOT_FOUND.
 */
export async function deleteWithWaiting(
  actor: Exclude<Actor, "system">,
  id: string,
  falls: readonly string[],
): Promise<void> {
  await deleteConnection(actor, id, async (tx) => {
    for (const row of await touching(tx, id)) {
      if (!falls.includes(row.id))
        throw new AppError("CONFLICT", {
          reason: `“${row.name}” waits on this connection, and would never be done. Look at what falls with it`,
        });
      await cancelWithPlace(tx, row, actor);
    }
  });
}
