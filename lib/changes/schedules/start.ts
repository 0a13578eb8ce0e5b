import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { expiryFrom } from "#lib/changes/approvals/ask.ts";
import { effectsOfAll, judge } from "#lib/changes/approvals/needed.ts";
import { tokenOfRow } from "#lib/changes/journal/tokens.ts";
import { recordLeaving } from "#lib/changes/kept/leaving.ts";
import { openValues, valuesBinding } from "#lib/changes/kept/stored.ts";
import { begin } from "#lib/changes/run/begin.ts";
import type { Guard } from "#lib/changes/types.ts";
import { nowIsoByClock, nowMs } from "#lib/core/clock.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { seal } from "#lib/store/crypto/key-ring.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { tellHeld, tellLate } from "#lib/store/outbox/tell-schedules.ts";
import { noteSchedule, overtaken, toldOf } from "./end.ts";
import type { Judged } from "./judge.ts";
import { LATE_MS } from "./late.ts";
import type { StoredSchedule } from "./stored.ts";

const MINUTE_MS = 60_000;
const KEPT_BACK = "Some lines were held: they are otherwise than what was seen";

export type Starting = {
  acknowledged: readonly string[];
  /** Somebody else has approved it: no rule is asked again. */
  isApproved: boolean;
  /** After its time, where nobody runs it by hand. */
  lateMs: number;
  guard?: Guard | undefined;
};

/**
 * Begins what can be done as a batch of this person, once over all processes: the row changes its state in the transaction
 * that journals the batch. Lines that are held stay in the row. Returns the batch's id. Throws CONFLICT where the row is not as
 * it was read, or where what it comes to needs approval by now.
 */
export async function startSchedule(
  runner: Viewer,
  row: StoredSchedule,
  { ready, held }: Judged,
  { acknowledged, isApproved, lateMs, guard }: Starting,
): Promise<string> {
  const isFirst = row.batch_id === null;
  const places = Object.keys(held);
  const sealed = await sealAgain(row, places);
  const repeatable = await expiryFrom(nowMs());
  const batchId = await begin(runner, ready, {
    submission: {
      key: isFirst ? row.idempotency_key : `${row.id} ${newId()}`,
      acknowledged: [...acknowledged],
      name: row.name,
      // Somebody has looked at it as a plan: it stands among the batches, also with a single change.
      ...(row.kind === "batch" ? { planDigest: row.payload_digest } : {}),
      ...(row.undo_of ? { undoOf: row.undo_of } : {}),
    },
    ...(isFirst ? { batchId: row.id } : {}),
    undoOfBatch: row.undo_of_batch,
    digest: row.payload_digest,
    isUnattended: true,
    token: await tokenOfRow(row),
    guard,
    within: async (tx, begun) => {
      await take(tx, row, { held, sealed, batchId: begun, lateMs });
      const effects = effectsOfAll(ready);
      if (!isApproved && (await judge(runner.userId, effects, { tx })) === "needed")
        throw new AppError("CONFLICT", { reason: NEEDS_APPROVAL });
      if (row.approval_id)
        await tx
          .updateTable("approvals")
          // So long its two people may try again what fails.
          .set({ batch_id: begun, expires_at: repeatable })
          .where("id", "=", row.approval_id)
          .where("batch_id", "is", null)
          .execute();
      await guard?.(ready, tx);
      await noteSchedule(tx, row, actorOf(runner), "schedule.start", undefined, {
        batchId: begun,
        facts: {
          ...{ changes: ready.length, held: places.length },
          ...(lateMs > LATE_MS ? { lateMinutes: Math.round(lateMs / MINUTE_MS) } : {}),
        },
      });
      if (lateMs > LATE_MS) await tellLate(tx, { ...toldOf(row), lateMs });
      if (places.length > 0) await tellHeld(tx, { ...toldOf(row), reason: KEPT_BACK, lines: places.length });
    },
  });
  if (batchId === undefined) throw overtaken();
  await recordLeaving(runner, row, batchId);
  return batchId;
}

/** Why it waits though it was not asked for: since it was scheduled, a rule or what its person did has changed. */
export const NEEDS_APPROVAL = "It needs somebody else's approval by now: cancel it, and schedule it anew";

/** The row's new state, if it still is as it was read. */
async function take(
  tx: Tx,
  row: StoredSchedule,
  to: { held: Record<string, string>; sealed: string | null; batchId: string; lateMs: number },
): Promise<void> {
  const isHeld = Object.keys(to.held).length > 0;
  const taken = await tx
    .updateTable("schedules")
    .set({
      state: isHeld ? "held" : "started",
      changed_at: nowIsoByClock(),
      reason: isHeld ? KEPT_BACK : null,
      held: isHeld ? JSON.stringify(to.held) : null,
      sealed_values: to.sealed,
      batch_id: row.batch_id ?? to.batchId,
      late_ms: to.lateMs > LATE_MS ? to.lateMs : row.late_ms,
    })
    .where("id", "=", row.id)
    .where("state", "=", row.state)
    .where("due_at", "=", row.due_at)
    .where("changed_at", "=", row.changed_at)
    .returning("id")
    .executeTakeFirst();
  if (!taken) throw overtaken();
}

/** The values of held lines alone: those that begin wait with their changes. */
async function sealAgain(row: StoredSchedule, places: readonly string[]): Promise<string | null> {
  if (row.sealed_values === null || places.length === 0) return null;
  const values = Object.entries(await openValues(row, "schedules")).filter(([place]) =>
    places.includes(place),
  );
  return values.length === 0
    ? null
    : seal(JSON.stringify(Object.fromEntries(values)), valuesBinding("schedules", row.id));
}
