import "server-only";
import type { Selectable } from "kysely";
import { actorOf } from "#lib/access/auth/actor.ts";
import type { Submission } from "#lib/changes/apply.ts";
import { heldValue } from "#lib/changes/journal/values.ts";
import type { BeforeState, ChangeResult, Description } from "#lib/changes/kinds/kind.ts";
import { batchName } from "#lib/changes/plan/batch-name.ts";
import type { Prepared } from "#lib/changes/plan/plan.ts";
import { type Claim, claimIn } from "#lib/changes/run/claim.ts";
import { nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvents, type EventActor, type EventOutcome, type NewEvent } from "#lib/store/audit/append.ts";
import { type Tx, transact } from "#lib/store/db/connection.ts";
import { holder, LEASE_MS } from "#lib/store/db/lease.ts";
import type { Tables } from "#lib/store/db/tables.ts";

export type ChangeRow = Selectable<Tables["changes"]>;
type NewBatch = {
  batchId: string;
  ids: readonly string[];
  digest: string;
  submission: Submission;
  prepared: readonly Prepared[];
  sealed: ReadonlyMap<string, string>;
  /** The batch that an approved one takes back. */
  undoOfBatch?: string | null | undefined;
  /** What happens with it or not at all; what it throws undoes the whole. */
  within?: ((tx: Tx, batchId: string) => Promise<void>) | undefined;
};

/** When a lease taken now ends, as the store keeps it. */
export const leaseEnd = (): string => new Date(Date.now() + LEASE_MS).toISOString();

/** Batches up to this size are taken up by the process that writes them, in the same transaction. */
const TAKEN_AT_ONCE = 50;

/**
 * Writes a batch, its changes and the audit events of their intent, all or nothing. Undefined when the viewer's key was
 * taken meanwhile: then nothing was written. What is already so ends here, skipped. Returns what this process' runner
 * (where `isRunnerHere`) is to begin with.
 */
export async function insertBatch(
  viewer: Viewer,
  batch: NewBatch,
  isRunnerHere: boolean,
): Promise<Claim[][] | undefined> {
  const { batchId, ids, prepared, submission } = batch;
  const rows = prepared.map((one, seq) => toRow(viewer, batch, one, ids[seq] ?? "", seq));
  const allSkipped = rows.every((row) => row.state === "skipped");
  return transact(async (tx) => {
    const at = nowIso();
    const inserted = await tx
      .insertInto("batches")
      .values({
        id: batchId,
        user_id: viewer.userId,
        name: submission.name || batchName(prepared.map((one) => one.planned)),
        idempotency_key: submission.key,
        payload_digest: batch.digest,
        size: rows.length,
        state: allSkipped ? "finished" : "running",
        created_at: at,
        finished_at: allSkipped ? at : null,
        undo_of: submission.undoOf ?? null,
        undo_of_batch:
          batch.undoOfBatch ?? (submission.source?.kind === "undo" ? submission.source.batchId : null),
        reviewed: submission.planDigest === undefined ? 0 : 1,
      })
      .onConflict((conflict) => conflict.columns(["user_id", "idempotency_key"]).doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!inserted) return undefined;
    await batch.within?.(tx, batchId);
    for (let start = 0; start < rows.length; start += 200)
      await tx
        .insertInto("changes")
        .values(rows.slice(start, start + 200))
        .execute();
    const actor = actorOf(viewer);
    // Before the events: whoever marks a connection holds its row first and the audit log's head after it.
    const [connectionId, ...others] = new Set(rows.map((row) => row.connection_id));
    const isTaken = isRunnerHere && others.length === 0 && rows.length <= TAKEN_AT_ONCE && !allSkipped;
    const groups = isTaken && connectionId ? await claimIn(tx, connectionId) : [];
    await appendEvents(
      tx,
      rows.map((row) => changeEvent(row, actor, row.state === "skipped" ? "skipped" : "running")),
    );
    return groups;
  });
}

function toRow(viewer: Viewer, batch: NewBatch, one: Prepared, id: string, seq: number): ChangeRow {
  const at = nowIso();
  const { skip } = one.described;
  const inMemory = !skip && heldValue(id) !== undefined;
  const codes = new Set(one.planned.warnings.map((warning) => warning.code));
  return {
    id,
    batch_id: batch.batchId,
    seq,
    kind: one.name,
    connection_id: one.connection.id,
    team_id: one.team?.id ?? null,
    target: one.target,
    user_id: viewer.userId,
    input: JSON.stringify(one.input),
    description: JSON.stringify(one.description),
    before: JSON.stringify(one.described.beforeState ?? {}),
    acknowledged: JSON.stringify(batch.submission.acknowledged.filter((code) => codes.has(code))),
    sealed_value: batch.sealed.get(id) ?? null,
    value_in_memory: inMemory ? 1 : 0,
    state: skip ? "skipped" : "pending",
    code: null,
    reason: skip ? skip.slice(0, 300) : null,
    result: null,
    attempts: 0,
    created_at: at,
    started_at: null,
    ended_at: skip ? at : null,
    not_before: null,
    // A value in memory binds the change to this process from the start.
    lease_holder: inMemory ? holder() : null,
    lease_until: inMemory ? leaseEnd() : null,
    undo_of: one.undoOf ?? batch.submission.undoOf ?? null,
    effects: one.described.effects ? JSON.stringify(one.described.effects) : null,
    call_id: null,
  };
}

/** What a request gives or takes, in the vendor's words. */
type Effect = { role?: string; orgRole?: string; sso?: boolean };
type Told = { code?: string | null; reason?: string | null; result?: ChangeResult };

/** The audit event of what happened to a change. A value is in none of its fields. */
export function changeEvent(
  row: ChangeRow,
  actor: EventActor,
  outcome: EventOutcome,
  ending: Told = {},
): NewEvent {
  const { title, subject, email, before, after, people, teamName } = descriptionOf(row);
  const { role, orgRole, sso } = inputOf(row) as Effect;
  const { requested, gone } = ending.result ?? {};
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
export const beforeOf = (row: Pick<ChangeRow, "before">) => parsed<BeforeState>(row.before);
export const resultOf = (row: Pick<ChangeRow, "result">) => parsed<ChangeResult>(row.result);
export const inputOf = (row: Pick<ChangeRow, "input">) => parsed<Record<string, unknown>>(row.input);
