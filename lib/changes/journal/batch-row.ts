import "server-only";
import type { Selectable } from "kysely";
import { AppError } from "#lib/core/errors.ts";
import { can, type Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";

export type StoredBatch = Selectable<Tables["batches"]>;

/** Everybody's batches are seen by who may change things; one's own by everybody. */
export const seesAllBatches = (viewer: Viewer): boolean => can(viewer, "batch.control");

/** A batch that the viewer may see. Throws NOT_FOUND, also for somebody else's. */
export async function readBatch(viewer: Viewer, batchId: string): Promise<StoredBatch> {
  const batch = await db().selectFrom("batches").selectAll().where("id", "=", batchId).executeTakeFirst();
  if (!batch || (batch.user_id !== viewer.userId && !seesAllBatches(viewer)))
    throw new AppError("NOT_FOUND", { reason: "There is no such batch" });
  return batch;
}

type KeyedBatch = Pick<StoredBatch, "id" | "payload_digest" | "size">;

/** The batch that a user's submission with this key became. */
export const batchOfKey = (userId: string, key: string): Promise<KeyedBatch | undefined> =>
  db()
    .selectFrom("batches")
    .select(["id", "payload_digest", "size"])
    .where("user_id", "=", userId)
    .where("idempotency_key", "=", key)
    .executeTakeFirst();
