import "server-only";
import type { Actor } from "#lib/access/auth/actor.ts";
import { requireConnection } from "#lib/access/grants/check.ts";
import { cancelWithPlace } from "#lib/changes/schedules/follow.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
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

/** What stands in place of a name that tells of teams which whoever asks does not see. */
const UNSEEN = "Something that is about teams you do not see, too";

/** Those of these that whoever asks may see. */
const seenOf = async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
  if (ids.length === 0) return new Set();
  const rows = await db().selectFrom("schedules").select("id").where("id", "in", ids).execute();
  return new Set(rows.map(({ id }) => id));
};

/**
 * What falls with a connection: what waits for a time and is about it, in full or in part. Throws NOT_FOUND for one that the
 * viewer does not see.
 */
export async function listFalling(viewer: Viewer, connectionId: string): Promise<Falling[]> {
  requireConnection(viewer, connectionId);
  const rows = await outsideViews(() => touching(db(), connectionId));
  const seen = await seenOf(rows.map(({ id }) => id));
  return rows.map((row) => ({
    ...{ id: row.id, name: seen.has(row.id) ? row.name : UNSEEN, when: dueWords(row) },
  }));
}

/**
 * Deletes a connection, and ends what waits and is about it. Throws CONFLICT where something waits that is not among
 * `falls`, the ids that somebody has seen fall; NOT_FOUND.
 */
export async function deleteWithWaiting(
  actor: Exclude<Actor, "system">,
  id: string,
  falls: readonly string[],
): Promise<void> {
  const seen = await seenOf((await outsideViews(() => touching(db(), id))).map((row) => row.id));
  await deleteConnection(actor, id, async (tx) => {
    for (const row of await touching(tx, id)) {
      if (!falls.includes(row.id))
        throw new AppError("CONFLICT", {
          reason: `${seen.has(row.id) ? `“${row.name}”` : UNSEEN} waits on this connection, and would never be done. Look at what falls with it`,
        });
      await cancelWithPlace(tx, row, actor);
    }
  });
}
