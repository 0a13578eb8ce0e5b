import "server-only";
import type { Actor } from "#lib/access/auth/actor.ts";
import { nowIsoByClock } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { tellHeld } from "#lib/store/outbox/tell-schedules.ts";
import type { StoredSchedule } from "./stored.ts";

const WAITING = ["scheduled", "held"] as const;

/** Whoever planned it looked at a row that is another one by now: moved, begun or ended meanwhile. */
export const overtaken = (): AppError => new AppError("CONFLICT", { reason: OVERTAKEN });
const OVERTAKEN = "This was changed meanwhile: look at it again";

/** Whether an error says so. */
export const isOvertaken = (error: unknown): boolean =>
  error instanceof AppError && error.code === "CONFLICT" && error.reason === OVERTAKEN;

type End = { state: "cancelled" | "ended"; action: string; reason?: string };

/** Ends one that waits, once, over all processes, and erases its secret values. Throws CONFLICT where it waits no more. */
export async function endSchedule(tx: Tx, row: StoredSchedule, actor: Actor, to: End): Promise<void> {
  const ended = await tx
    .updateTable("schedules")
    .set({ state: to.state, changed_at: nowIsoByClock(), reason: to.reason ?? null, sealed_values: null })
    .where("id", "=", row.id)
    .where("state", "in", WAITING)
    .returning("id")
    .executeTakeFirst();
  if (!ended) throw overtaken();
  await noteSchedule(tx, row, actor, to.action, to.reason);
}

/** Lets one wait for a person, and tells them why: of the whole, or by the line. Throws CONFLICT where it is not as it was looked at. */
export async function holdSchedule(
  tx: Tx,
  row: StoredSchedule,
  reason: string,
  lines?: Record<string, string>,
): Promise<void> {
  const held = await tx
    .updateTable("schedules")
    .set({
      ...{ state: "held", changed_at: nowIsoByClock(), reason },
      ...(lines ? { held: JSON.stringify(lines) } : {}),
    })
    .where("id", "=", row.id)
    .where("state", "=", "scheduled")
    .where("due_at", "=", row.due_at)
    .returning("id")
    .executeTakeFirst();
  if (!held) throw overtaken();
  await noteSchedule(tx, row, "system", "schedule.hold", reason);
  await tellHeld(tx, { ...toldOf(row), reason });
}

/** What the events of a schedule tell of it. */
export const toldOf = (row: StoredSchedule) => ({
  scheduleId: row.id,
  kind: row.kind,
  userId: row.user_id,
  size: row.size,
  dueAt: row.due_at,
  name: row.name,
});

/** Appends what happened to a schedule to the audit log. */
export const noteSchedule = (
  tx: Tx,
  row: StoredSchedule,
  actor: Actor,
  action: string,
  reason?: string,
  more: { facts?: Record<string, string | number>; when?: string; batchId?: string } = {},
): Promise<unknown> =>
  appendEvent(tx, {
    ...{ action, actor, outcome: "done" },
    ...(more.batchId ? { batchId: more.batchId } : {}),
    facts: { scheduleId: row.id, kind: row.kind, dueAt: row.due_at, askedBy: row.user_id, ...more.facts },
    personal: {
      what: row.name,
      ...(more.when ? { when: more.when } : {}),
      ...(reason ? { reason } : {}),
    },
    search: row.name,
  });
