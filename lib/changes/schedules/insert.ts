import "server-only";
import type { Actor } from "#lib/access/auth/actor.ts";
import type { Keeping, Place } from "#lib/changes/kept/keep.ts";
import { nowIsoByClock } from "#lib/core/clock.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { type Due, dueWords } from "./due.ts";
import type { ScheduleKind } from "./schema.ts";

const ROWS_AT_ONCE = 500;

/** What waits for its time. The places say who may see it. */
export type NewSchedule = {
  id: string;
  kind: ScheduleKind;
  userId: string;
  due: Due;
  /** Unique for the user, and the key of the batch that it becomes. */
  key: string;
  digest: string;
  columns: Keeping["columns"];
  places: readonly Place[];
  /** The token by which it was asked for. */
  tokenId?: string | null;
  /** The request that has to be approved first. */
  approvalId?: string;
  /** The change whose effect it ends. */
  endsChangeId?: string;
};

/**
 * Writes what waits for its time, with the event `schedule.create`, in the caller's transaction. Returns its id; undefined where the
 * user's key is taken: nothing was written.
 */
export async function insertSchedule(tx: Tx, actor: Actor, one: NewSchedule): Promise<string | undefined> {
  const at = nowIsoByClock();
  const { columns } = one;
  const row = await tx
    .insertInto("schedules")
    .values({
      ...columns,
      ...one.due,
      id: one.id,
      user_id: one.userId,
      kind: one.kind,
      state: "scheduled",
      created_at: at,
      changed_at: at,
      reason: null,
      held: null,
      late_ms: null,
      approval_id: one.approvalId ?? null,
      batch_id: null,
      ends_change_id: one.endsChangeId ?? null,
      idempotency_key: one.key,
      payload_digest: one.digest,
      token_id: one.tokenId ?? null,
    })
    .onConflict((conflict) => conflict.columns(["user_id", "idempotency_key"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!row) return undefined;
  const rows = one.places.map((place, seq) => ({ schedule_id: one.id, seq, ...place }));
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE)
    await tx
      .insertInto("schedule_places")
      .values(rows.slice(start, start + ROWS_AT_ONCE))
      .execute();
  await appendEvent(tx, {
    action: "schedule.create",
    actor,
    outcome: "done",
    facts: {
      ...{ scheduleId: one.id, kind: one.kind, dueAt: one.due.due_at, zone: one.due.zone },
      changes: columns.size,
      ...(one.approvalId ? { approvalId: one.approvalId } : {}),
    },
    personal: { what: columns.name, when: dueWords(one.due) },
    search: columns.name,
  });
  return row.id;
}
