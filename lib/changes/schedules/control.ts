import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { endRequest } from "#lib/changes/approvals/end.ts";
import { assertMayLast } from "#lib/changes/ends/may-last.ts";
import { nowIsoByClock } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { type Db, db, type Tx, transact } from "#lib/store/db/connection.ts";
import type { At } from "./at.ts";
import { dueOf, dueWords } from "./due.ts";
import { endSchedule, noteSchedule, overtaken } from "./end.ts";
import type { ScheduleState } from "./schema.ts";
import { readSchedule, type StoredSchedule } from "./stored.ts";

const SAID: Partial<Record<ScheduleState, string>> = {
  started: "This has begun already",
  cancelled: "This was cancelled",
  ended: "This has ended",
};

/** One that waits for its time or for a person. Throws NOT_FOUND, CONFLICT where it waits no more. */
export async function readWaiting(viewer: Viewer, id: string): Promise<StoredSchedule> {
  const row = await readSchedule(viewer, id);
  const said = SAID[row.state];
  if (said) throw new AppError("CONFLICT", { reason: said });
  return row;
}

/**
 * Throws CONFLICT where the viewer asked for it and somebody else has approved it for its time: neither earlier nor later is
 * what was approved. What is held has had its time.
 */
export async function assertTimeIsOpen(
  viewer: Viewer,
  row: StoredSchedule,
  store: Db | Tx = db(),
): Promise<void> {
  if (row.approval_id === null || row.state !== "scheduled" || row.user_id !== viewer.userId) return;
  const request = await store
    .selectFrom("approvals")
    .select("state")
    .where("id", "=", row.approval_id)
    .executeTakeFirst();
  if (request?.state === "approved")
    throw new AppError("CONFLICT", {
      reason: "It was approved for this time: somebody else has to do that, or you cancel it and ask anew",
    });
}

/** The request that a schedule waits for, while nobody has decided about it. */
export const pendingRequest = (tx: Tx, row: StoredSchedule) =>
  row.approval_id === null
    ? undefined
    : tx
        .selectFrom("approvals")
        .selectAll()
        .where("id", "=", row.approval_id)
        .where("state", "=", "pending")
        .executeTakeFirst();

/**
 * Gives what waits another time; what was held is scheduled again. Throws INVALID_INPUT for a time that is none or past,
 * CONFLICT, NOT_FOUND.
 */
export async function moveSchedule(viewer: Viewer, id: string, at: At): Promise<{ dueAt: string }> {
  const due = dueOf(at);
  const row = await readWaiting(viewer, id);
  if (row.kind === "end") await assertMayLast(viewer, row, due.due_at);
  await transact(async (tx) => {
    const moved = await tx
      .updateTable("schedules")
      .set({ ...due, state: "scheduled", reason: null, changed_at: nowIsoByClock() })
      .where("id", "=", id)
      .where("state", "=", row.state)
      .where("due_at", "=", row.due_at)
      .returning("id")
      .executeTakeFirst();
    if (!moved) throw overtaken();
    // With the row held: who approves it holds it too, and looks at its time.
    await assertTimeIsOpen(viewer, row, tx);
    const request = await pendingRequest(tx, row);
    if (request && request.expires_at < due.due_at)
      await tx
        .updateTable("approvals")
        .set({ expires_at: due.due_at })
        .where("id", "=", request.id)
        .where("state", "=", "pending")
        .execute();
    await noteSchedule(tx, row, actorOf(viewer), "schedule.move", undefined, {
      facts: { to: due.due_at, zone: due.zone },
      when: dueWords(due),
    });
  });
  return { dueAt: due.due_at };
}

/**
 * Gives up what waits, and the request for approval that it waits for; of an end, that what it would take back stays for good.
 * Throws CONFLICT, NOT_FOUND, and as `assertMayLast`.
 */
export async function cancelSchedule(viewer: Viewer, id: string): Promise<void> {
  const row = await readWaiting(viewer, id);
  if (row.kind === "end") await assertMayLast(viewer, row);
  await transact(async (tx) => {
    await endSchedule(tx, row, actorOf(viewer), {
      state: "cancelled",
      ...(row.kind === "end"
        ? { action: "end.keep", reason: "It stays for good" }
        : { action: "schedule.cancel" }),
    });
    const request = await pendingRequest(tx, row);
    if (request)
      await endRequest(tx, request, actorOf(viewer), {
        ...{ state: "withdrawn", action: "approval.withdraw" },
        reason: "What it was for was cancelled",
      });
  });
}
