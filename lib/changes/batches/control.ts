import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import type { BatchState } from "#lib/changes/batches/schema.ts";
import { readBatch } from "#lib/changes/journal/data.ts";
import { changeEvent } from "#lib/changes/journal/journal.ts";
import { notifyBatch, runnerHere } from "#lib/changes/journal/notify.ts";
import { actorOfBatch } from "#lib/changes/journal/tokens.ts";
import { dropValue } from "#lib/changes/journal/values.ts";
import { finishBatch } from "#lib/changes/run/settle.ts";
import type { ChangeRow } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent, appendEvents } from "#lib/store/audit/append.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";

/** Changes that one transaction cancels: others get to write in between. */
const AT_ONCE = 500;

type BegunState = Exclude<BatchState, "scheduled" | "held">;
const SAID: Record<BegunState, string> = {
  running: "The batch is running",
  paused: "The batch is paused",
  cancelled: "The batch was cancelled",
  finished: "The batch has ended",
};

/** Moves a batch from one state to another, in one statement over all processes. Throws CONFLICT, NOT_FOUND. */
async function move(
  viewer: Viewer,
  batchId: string,
  { from, to, action }: { from: readonly BegunState[]; to: BegunState; action: string },
): Promise<void> {
  await readBatch(viewer, batchId);
  await transact(async (tx) => {
    const moved = await tx
      .updateTable("batches")
      .set({ state: to })
      .where("id", "=", batchId)
      .where("state", "in", from)
      .returning("name")
      .executeTakeFirst();
    if (!moved) {
      const { state } = await tx
        .selectFrom("batches")
        .select("state")
        .where("id", "=", batchId)
        .executeTakeFirstOrThrow();
      throw new AppError("CONFLICT", { reason: SAID[state] });
    }
    await noteBatch(tx, viewer, action, batchId, moved.name);
  });
}

/** Appends what somebody did with a batch to the audit log. */
export const noteBatch = (
  tx: Tx,
  viewer: Viewer,
  action: string,
  batchId: string,
  name: string,
  facts: Record<string, string | number> = {},
): Promise<unknown> =>
  appendEvent(tx, {
    action,
    actor: actorOf(viewer),
    outcome: "done",
    batchId,
    facts,
    // A batch's name may hold a person's.
    personal: { batch: name },
    search: name,
  });

/** Begins nothing more of a batch; what runs comes to its end. Throws CONFLICT unless it is running. */
export const pauseBatch = (viewer: Viewer, batchId: string): Promise<void> =>
  move(viewer, batchId, { from: ["running"], to: "paused", action: "batch.pause" });

/** Goes on with a paused batch. Throws CONFLICT unless it is paused. */
export async function resumeBatch(viewer: Viewer, batchId: string): Promise<void> {
  await move(viewer, batchId, { from: ["paused"], to: "running", action: "batch.resume" });
  runnerHere()?.ring();
}

/** Cancels what has not begun; what runs comes to its end. Throws CONFLICT when the batch has ended. */
export async function cancelBatch(viewer: Viewer, batchId: string): Promise<void> {
  await move(viewer, batchId, { from: ["running", "paused"], to: "cancelled", action: "batch.cancel" });
  await cancelWaiting(batchId, viewer);
}

/** Ends the waiting changes of a cancelled batch, a few hundred at a time. */
async function cancelWaiting(batchId: string, viewer: Viewer | undefined): Promise<void> {
  for (let left = true; left; ) {
    const cancelled = await transact(async (tx) => {
      const at = nowIso();
      const waiting = await tx
        .selectFrom("changes")
        .selectAll()
        .where("batch_id", "=", batchId)
        .where("state", "=", "pending")
        .orderBy("seq")
        .limit(AT_ONCE)
        .execute();
      const rows: ChangeRow[] =
        waiting.length === 0
          ? []
          : await tx
              .updateTable("changes")
              .set({
                state: "cancelled",
                ended_at: at,
                sealed_value: null,
                value_in_memory: 0,
                lease_until: null,
              })
              .where(
                "id",
                "in",
                waiting.map((row) => row.id),
              )
              .where("state", "=", "pending")
              .returningAll()
              .execute();
      const [first] = rows;
      const actor = viewer ? actorOf(viewer) : first && (await actorOfBatch(tx, batchId, first.user_id));
      await appendEvents(
        tx,
        rows.flatMap((row) => (actor ? [changeEvent(row, actor, "cancelled")] : [])),
      );
      await finishBatch(tx, batchId, at);
      return { ids: rows.map((row) => row.id), isMore: waiting.length === AT_ONCE };
    });
    for (const id of cancelled.ids) dropValue(id);
    left = cancelled.isMore;
  }
  notifyBatch(batchId);
}

/** Goes on with cancellations whose process died half-way. */
export async function finishCancellations(): Promise<void> {
  const batches = await db()
    .selectFrom("batches")
    .innerJoin("changes", "changes.batch_id", "batches.id")
    .select("batches.id")
    .distinct()
    .where("batches.state", "=", "cancelled")
    .where("batches.finished_at", "is", null)
    .where("changes.state", "=", "pending")
    .execute();
  for (const { id } of batches) await cancelWaiting(id, undefined);
}
