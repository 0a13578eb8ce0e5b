import "server-only";
import type { Actor } from "#lib/access/auth/actor.ts";
import { nowIsoByClock } from "#lib/core/clock.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { endSchedule, overtaken } from "./end.ts";
import type { StoredSchedule } from "./stored.ts";

/** What waits for this request; undefined where the request is for changes at once. */
export const scheduleOfRequest = (tx: Pick<Tx, "selectFrom">, approvalId: string) =>
  tx
    .selectFrom("schedules")
    .selectAll()
    .where("approval_id", "=", approvalId)
    .where("state", "in", ["scheduled", "held"])
    .executeTakeFirst();

const WHY = {
  refused: "Its approval was refused",
  withdrawn: "Its request for approval was withdrawn",
  expired: "Nobody has approved it in time",
} as const;

/** Gives up what waits for a request that came to nothing, in the same transaction. */
export async function cancelWithRequest(
  tx: Tx,
  approvalId: string,
  decision: keyof typeof WHY,
): Promise<void> {
  const row = await scheduleOfRequest(tx, approvalId);
  if (row)
    await endSchedule(tx, row, "system", {
      ...{ state: "cancelled", action: "schedule.cancel" },
      reason: WHY[decision],
    });
}

/** Gives up what waits and is about a connection that goes; its request for approval has nothing to approve any more. */
export async function cancelWithPlace(tx: Tx, row: StoredSchedule, actor: Actor): Promise<void> {
  const reason = "A connection that it is about was deleted";
  await endSchedule(tx, row, actor, { state: "cancelled", action: "schedule.cancel", reason });
  if (row.approval_id !== null)
    await tx
      .updateTable("approvals")
      .set({ state: "withdrawn", decided_at: nowIsoByClock(), reason, sealed_values: null })
      .where("id", "=", row.approval_id)
      .where("state", "=", "pending")
      .execute();
}

/** Holds the row of what is approved, if its time is still the one that was looked at. Throws CONFLICT where it was moved. */
export async function holdTime(tx: Tx, { id, due_at }: StoredSchedule): Promise<void> {
  const held = await tx
    .updateTable("schedules")
    .set({ due_at })
    .where("id", "=", id)
    .where("due_at", "=", due_at)
    .where("state", "in", ["scheduled", "held"])
    .returning("id")
    .executeTakeFirst();
  if (!held) throw overtaken();
}

/** Of what was approved after its time had come: says so, for it waits for a person now. */
export const sayApprovedLate = (tx: Tx, row: StoredSchedule): Promise<unknown> =>
  tx
    .updateTable("schedules")
    .set({
      reason: "It was approved after its time: run it, or give it another one",
      changed_at: nowIsoByClock(),
    })
    .where("id", "=", row.id)
    .where("state", "=", "held")
    .execute();
