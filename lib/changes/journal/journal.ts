import "server-only";
import type { Until } from "#lib/changes/ends/schema.ts";
import { batchName } from "#lib/changes/journal/batch-name.ts";
import { rolesOf } from "#lib/changes/kinds/together-key.ts";
import type {
  BeforeState,
  Begun,
  ChangeResult,
  ChangeRow,
  Description,
  Ending,
  Prepared,
} from "#lib/changes/types.ts";
import { nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import type { EventActor, EventOutcome, NewEvent } from "#lib/store/audit/append.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { holder, leaseEnd } from "#lib/store/db/lease.ts";

/** What the journal needs of a batch that begins. */
type NewBatch = Begun & { batchId: string; prepared: readonly Prepared[] };
/** A change's id and where its secret value waits: in this process' memory, sealed in its row, or nowhere. */
export type Slot = { id: string; inMemory: boolean; sealed: string | null };

const ROWS_AT_ONCE = 200;

/** The change or the batch that a submission takes back; null where it takes none back. */
export function undoneBy({ undoOf, source }: Pick<Begun["submission"], "undoOf" | "source">): {
  change: string | null;
  batch: string | null;
} {
  return {
    change: undoOf ?? (source?.kind === "undoChange" ? source.changeId : null),
    batch: source?.kind === "undo" ? source.batchId : null,
  };
}

/** Writes a batch's own row. False when the viewer's key was taken meanwhile: then nothing was written. */
export async function insertBatch(
  tx: Tx,
  viewer: Viewer,
  { batchId, submission, digest, undoOfBatch, token, prepared }: NewBatch,
): Promise<boolean> {
  const at = nowIso();
  const isOver = prepared.every((one) => one.described.skip);
  const undone = undoneBy(submission);
  const inserted = await tx
    .insertInto("batches")
    .values({
      id: batchId,
      user_id: viewer.userId,
      name: submission.name || batchName(prepared.map((one) => one.planned)),
      idempotency_key: submission.key,
      payload_digest: digest,
      size: prepared.length,
      state: isOver ? "finished" : "running",
      created_at: at,
      finished_at: isOver ? at : null,
      undo_of: undone.change,
      undo_of_batch: undoOfBatch ?? undone.batch,
      reviewed: submission.planDigest === undefined ? 0 : 1,
      token_id: (viewer.token ?? token)?.id ?? null,
    })
    .onConflict((conflict) => conflict.columns(["user_id", "idempotency_key"]).doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Writes a batch's changes, in their order. */
export async function insertChanges(
  tx: Tx,
  viewer: Viewer,
  batch: NewBatch & { slots: readonly Slot[] },
): Promise<ChangeRow[]> {
  const rows = batch.prepared.flatMap((one, seq) => {
    const slot = batch.slots[seq];
    return slot ? [toRow(viewer, batch, one, slot, seq)] : [];
  });
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE)
    await tx
      .insertInto("changes")
      .values(rows.slice(start, start + ROWS_AT_ONCE))
      .execute();
  return rows;
}

function toRow(viewer: Viewer, batch: NewBatch, one: Prepared, slot: Slot, seq: number): ChangeRow {
  const at = nowIso();
  const { skip } = one.described;
  const codes = new Set(one.planned.warnings.map((warning) => warning.code));
  return {
    id: slot.id,
    batch_id: batch.batchId,
    seq,
    kind: one.name,
    connection_id: one.connection.id,
    team_id: one.team?.id ?? null,
    target: one.target,
    user_id: viewer.userId,
    input: JSON.stringify(one.input),
    ...planColumns(one),
    acknowledged: JSON.stringify(batch.submission.acknowledged.filter((code) => codes.has(code))),
    sealed_value: slot.sealed,
    value_in_memory: slot.inMemory ? 1 : 0,
    state: skip ? "skipped" : "pending",
    code: null,
    reason: skip ? skip.slice(0, 300) : null,
    result: null,
    attempts: 0,
    created_at: at,
    started_at: null,
    ended_at: skip ? at : null,
    // A value in memory binds the change to this process from the start.
    lease_holder: slot.inMemory ? holder() : null,
    lease_until: slot.inMemory ? leaseEnd() : null,
    undo_of: one.undoOf ?? batch.submission.undoOf ?? null,
    call_id: null,
    until: one.until && !skip ? JSON.stringify(one.until) : null,
  };
}

/** What a row keeps of how a change was planned: anew when it is tried again. */
export function planColumns({ input, description, described }: Prepared) {
  const { role: _role, lock: _lock, ...before } = described.beforeState ?? {};
  return {
    description: JSON.stringify(description),
    before: JSON.stringify(before),
    ...rolesOf(input, described.beforeState),
    effects: described.effects ? JSON.stringify(described.effects) : null,
  };
}

/** What a request gives or takes, in the vendor's words. */
type Effect = { role?: string; orgRole?: string; sso?: boolean };
type Told = Partial<Pick<Ending, "code" | "reason" | "applied">>;

/** The audit event of what happened to a change. A value is in none of its fields. */
export function changeEvent(
  row: ChangeRow,
  actor: EventActor,
  outcome: EventOutcome,
  ending: Told = {},
): NewEvent {
  const { title, subject, email, before, after, people, teamName } = descriptionOf(row);
  const { role, orgRole, sso } = inputOf(row) as Effect;
  const { requested, gone } = ending.applied?.result ?? {};
  return {
    action: row.kind,
    actor,
    outcome,
    connectionId: row.connection_id,
    teamId: row.team_id,
    changeId: row.id,
    batchId: row.batch_id,
    facts: {
      ...(ending.code ? { code: ending.code } : {}),
      ...(requested ? { requested: true } : {}),
      ...(gone ? { gone: true } : {}),
      ...(row.undo_of ? { undoOf: row.undo_of } : {}),
      // What it does, which stays known when the words are erased.
      ...(role === undefined ? {} : { role }),
      ...(orgRole === undefined ? {} : { orgRole }),
      ...(sso === undefined ? {} : { sso }),
      ...(row.until ? { until: JSON.parse(row.until) as Until } : {}),
    },
    personal: {
      ...{ title, subject, before, after, teamName },
      ...(email ? { email } : {}),
      ...(people ? { people } : {}),
      ...(ending.reason ? { reason: ending.reason } : {}),
    },
    search: [subject, email ?? "", teamName, title].join(" "),
  };
}

const parsed = <T>(text: string | null): T => (text ? JSON.parse(text) : {}) as T;
export const descriptionOf = (row: Pick<ChangeRow, "description">) => parsed<Description>(row.description);
export const beforeOf = (row: Pick<ChangeRow, "before" | "lock" | "role_before">): BeforeState => ({
  ...parsed<BeforeState>(row.before),
  ...(row.role_before ? { role: row.role_before } : {}),
  ...(row.lock ? { lock: row.lock } : {}),
});
export const resultOf = (row: Pick<ChangeRow, "result">) => parsed<ChangeResult>(row.result);
export const inputOf = (row: Pick<ChangeRow, "input">) => parsed<Record<string, unknown>>(row.input);
