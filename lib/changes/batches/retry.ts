import "server-only";
import { setImmediate } from "node:timers/promises";
import { actorOf } from "#lib/access/auth/actor.ts";
import { effectsOfAll, judge } from "#lib/changes/approvals/needed.ts";
import { type Approved, approvalOf, whyNotAgain } from "#lib/changes/approvals/repeat.ts";
import { noteBatch } from "#lib/changes/batches/control.ts";
import type { RetryAnswer, ValueNeeded } from "#lib/changes/batches/schema.ts";
import { readUntil } from "#lib/changes/ends/until.ts";
import { readBatch } from "#lib/changes/journal/data.ts";
import { changeEvent, inputOf, planColumns } from "#lib/changes/journal/journal.ts";
import { runnerHere } from "#lib/changes/journal/notify.ts";
import { valueBinding } from "#lib/changes/journal/values.ts";
import { KINDS_WITH_VALUE, kindOf } from "#lib/changes/kinds/registry.ts";
import { isPrepared } from "#lib/changes/plan/lines.ts";
import { type PlanNames, readNames } from "#lib/changes/plan/names.ts";
import { type Expected, prepareLines } from "#lib/changes/plan/plan.ts";
import { scopeReader } from "#lib/changes/plan/reads.ts";
import { isToDo } from "#lib/changes/plan/refusals.ts";
import { finishBatch } from "#lib/changes/run/settle.ts";
import { CHANGE_INPUTS, type ChangeRequest } from "#lib/changes/schema.ts";
import type { ChangeRow, Guard, Prepared } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvents } from "#lib/store/audit/append.ts";
import { seal } from "#lib/store/crypto/key-ring.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";

const BREATH = 50;

/** What becomes of a failed change that is tried again. */
type Again = { row: ChangeRow; line: Prepared; sealed: string | null };

/**
 * Tries the failed changes of a batch again, and only those: each is planned anew, what is already so by now is skipped,
 * and what cannot be done, would need another look, or lacks its secret's value stays failed. What was approved takes no
 * other value than the approved one, which is erased. The batch runs on.
 * `guard` sees what is about to be tried and may throw. Throws CONFLICT where nothing failed or can be tried, NOT_FOUND,
 * FORBIDDEN.
 */
export async function retryBatch(
  viewer: Viewer,
  batchId: string,
  values: Readonly<Record<string, string>> = {},
  guard?: Guard,
): Promise<RetryAnswer> {
  if (viewer.token?.kind === "agent")
    throw new AppError("FORBIDDEN", { reason: "An agent asks for changes: a person decides about them" });
  const batch = await readBatch(viewer, batchId);
  const approved = await approvalOf(batchId);
  if (approved) assertMayRepeat(viewer, approved);
  const failed = await db()
    .selectFrom("changes")
    .selectAll()
    .where("batch_id", "=", batchId)
    .where("state", "=", "failed")
    .orderBy("seq")
    .execute();
  if (failed.length === 0) throw new AppError("CONFLICT", { reason: "Nothing of this batch has failed" });
  const again: Again[] = [];
  const names = await namesOf(batchId);
  // A removal that waits for its successor is planned as it will be after the hand-over that is tried again with it.
  const expected = new Map<string, string | null>();
  for (const [index, row] of failed.entries()) {
    if (index % BREATH === BREATH - 1) await setImmediate();
    const one = await planAgain(viewer, row, approved ? undefined : values[row.id], { names, expected });
    if (!one) continue;
    again.push(one);
    if (isToDo(one.line.described))
      for (const [key, value] of one.line.described.expects ?? []) expected.set(key, value);
  }
  if (again.length === 0)
    throw new AppError("CONFLICT", {
      reason:
        approved && failed.some((row) => kindOf(row.kind).hasValue)
          ? "The value that was approved is erased: ask for a new one as a new change"
          : "None of what failed can be tried again as it is: see the reasons",
    });
  const prepared = again.map(({ line }) => line);
  await guard?.(prepared);
  const retried = await transact(async (tx) => {
    await guard?.(prepared, tx);
    if (approved) assertMayRepeat(viewer, approved);
    else await assertNeedsNone(tx, [...new Set([viewer.userId, batch.user_id])], batchId, again);
    const at = nowIso();
    const held: ChangeRow[] = [];
    for (const { row, line, sealed } of again) {
      const { skip } = line.described;
      const taken = await tx
        .updateTable("changes")
        .set({
          state: skip ? "skipped" : "pending",
          code: null,
          reason: skip?.slice(0, 300) ?? null,
          result: null,
          ...planColumns(line),
          sealed_value: skip ? null : sealed,
          value_in_memory: 0,
          attempts: 0,
          started_at: null,
          ended_at: skip ? at : null,
          lease_holder: null,
          lease_until: null,
          call_id: null,
        })
        .where("id", "=", row.id)
        .where("state", "=", "failed")
        .returningAll()
        .executeTakeFirst();
      if (taken) held.push(taken);
    }
    if (held.length === 0) return 0;
    await tx
      .updateTable("batches")
      .set({ state: "running", finished_at: null })
      .where("id", "=", batchId)
      .where("state", "in", ["finished", "cancelled"])
      .execute();
    await noteBatch(tx, viewer, "batch.retry", batchId, batch.name, { changes: held.length });
    await appendEvents(
      tx,
      held.map((row) => changeEvent(row, actorOf(viewer), row.state === "skipped" ? "skipped" : "running")),
    );
    await finishBatch(tx, batchId, at);
    return held.length;
  });
  runnerHere()?.ring();
  return { retried, left: failed.length - retried };
}

/** Throws CONFLICT unless this person may try again what was approved. */
function assertMayRepeat(viewer: Viewer, approved: Approved): void {
  const reason = whyNotAgain(viewer, approved);
  if (reason) throw new AppError("CONFLICT", { reason });
}

/** What nobody approved needs it now, if it does, by what these people did. Throws CONFLICT. */
async function assertNeedsNone(
  tx: Tx,
  userIds: readonly string[],
  batchId: string,
  again: readonly Again[],
): Promise<void> {
  const effects = effectsOfAll(again.map(({ line }) => line));
  for (const userId of userIds)
    if ((await judge(userId, effects, { tx, exceptBatch: batchId })) === "needed")
      throw new AppError("CONFLICT", {
        reason: "This needs approval by now: ask for it as new changes instead of trying it again",
      });
}

/** What the batch calls people and teams: a line keeps what tells it from others that are not tried again. */
async function namesOf(batchId: string): Promise<PlanNames> {
  const rows = await db()
    .selectFrom("changes")
    .select(["kind", "input"])
    .where("batch_id", "=", batchId)
    .orderBy("seq")
    .execute();
  return readNames(
    rows.map((row) => ({ kind: row.kind, input: inputOf(row) })),
    scopeReader(),
  );
}

/** The change as it would be planned now; undefined where it cannot be tried again unseen. */
async function planAgain(
  viewer: Viewer,
  row: ChangeRow,
  value: string | undefined,
  among: { names: PlanNames; expected: Expected },
): Promise<Again | undefined> {
  const needsValue = kindOf(row.kind).hasValue === true;
  if (needsValue && value === undefined) return undefined;
  const input = CHANGE_INPUTS[row.kind].safeParse({
    ...inputOf(row),
    ...(needsValue ? { value } : {}),
  });
  if (!input.success) return undefined;
  const until = readUntil(row.until);
  const request = { kind: row.kind, input: input.data, ...(until ? { until } : {}) } as ChangeRequest;
  try {
    const [line] = await prepareLines(viewer, { changes: [request] }, among);
    const accepted = new Set(JSON.parse(row.acknowledged) as string[]);
    const isNew = line?.planned.warnings.some((one) => one.confirm && !accepted.has(one.code));
    if (!line || !isPrepared(line) || line.planned.refusal || isNew) return undefined;
    const sealed = value === undefined ? null : await seal(value, valueBinding(row.id));
    return { row, line, sealed };
  } catch (error) {
    // A team or connection that is gone: its changes stay failed, the others are tried.
    if (error instanceof Error && "code" in error && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}

/** Failed changes of a batch that need a value to be tried again, for the form that asks for them. */
export async function listValuesNeeded(viewer: Viewer, batchId: string): Promise<ValueNeeded[]> {
  await readBatch(viewer, batchId);
  if (await approvalOf(batchId)) return [];
  const rows = await db()
    .selectFrom("changes")
    .select(["id", "input", "description"])
    .where("batch_id", "=", batchId)
    .where("state", "=", "failed")
    .where("kind", "in", KINDS_WITH_VALUE)
    .orderBy("seq")
    .limit(200)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: String(inputOf(row).name ?? ""),
    teamName: (JSON.parse(row.description) as { teamName?: string }).teamName ?? "",
  }));
}
