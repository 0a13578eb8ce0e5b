import "server-only";
import { actorOf, tokenOf } from "#lib/access/auth/actor.ts";
import { changeEvent, insertBatch, insertChanges, type Slot } from "#lib/changes/journal/journal.ts";
import { runnerHere } from "#lib/changes/journal/notify.ts";
import { dropValue, holdValue, noteJournalled, valueBinding } from "#lib/changes/journal/values.ts";
import { hasOpenWarning, isPrepared } from "#lib/changes/plan/lines.ts";
import { claimIn, countIn, mayCountAhead } from "#lib/changes/run/claim.ts";
import type { Begun, ChangeRow, Claim, Line, Prepared } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvents } from "#lib/store/audit/append.ts";
import { seal } from "#lib/store/crypto/key-ring.ts";
import { type Tx, transact } from "#lib/store/db/connection.ts";

/** Values of more changes than this wait sealed in the store rather than in memory. */
const IN_MEMORY = 20;
/** Batches up to this size are taken up by the process that writes them, in the same transaction. */
const TAKEN_AT_ONCE = 50;

/**
 * Journals prepared changes with the audit events of their intent, all or nothing, and hands them to the runner. What is
 * already so ends here, skipped. Undefined when their key was taken by then: nothing was written.
 */
export async function begin(
  viewer: Viewer,
  prepared: readonly Prepared[],
  begun: Begun,
): Promise<string | undefined> {
  // Before what an agent may not: where nothing is left to do, there is nothing to ask for either.
  await begun.guard?.(prepared);
  // Whatever way led here: what an agent asks for, a person begins.
  if (viewer.token?.kind === "agent")
    throw new AppError("FORBIDDEN", { reason: "An agent asks for changes: a person decides about them" });
  const batchId = begun.batchId ?? newId();
  const slots = await placeValues(prepared, begun.isUnattended ? 0 : IN_MEMORY);
  const drop = () => {
    for (const { id } of slots) dropValue(id);
  };
  const runner = runnerHere();
  const actor = { ...actorOf(viewer), ...(begun.token ? tokenOf(begun.token) : {}) };
  const groups = await transact(async (tx) => {
    if (!(await insertBatch(tx, viewer, { ...begun, batchId, prepared }))) return undefined;
    await begun.within?.(tx, batchId);
    const rows = await insertChanges(tx, viewer, { ...begun, batchId, prepared, slots });
    // Before the events: whoever marks a connection holds its row first and the audit log's head after it.
    const taken = runner ? await takeUp(tx, rows) : [];
    await appendEvents(
      tx,
      rows.map((row) => changeEvent(row, actor, row.state === "skipped" ? "skipped" : "running")),
    );
    return taken;
  }).catch((error: unknown) => {
    drop();
    throw error;
  });
  if (!groups) {
    drop();
    return undefined;
  }
  noteJournalled(slots.map(({ id }) => id));
  // What it was not handed, it finds by looking.
  if (groups.length > 0) runner?.begin(groups);
  else runner?.ring();
  return batchId;
}

/** What this process' runner begins with at once: a short batch of one connection. */
async function takeUp(tx: Tx, rows: readonly ChangeRow[]): Promise<Claim[][]> {
  const [connectionId, ...others] = new Set(rows.map((row) => row.connection_id));
  const isShort = others.length === 0 && rows.length <= TAKEN_AT_ONCE;
  if (connectionId === undefined || !isShort || !rows.some((row) => row.state === "pending")) return [];
  const groups = await claimIn(tx, connectionId);
  const [[only, ...together] = [], ...more] = groups;
  // Who changes one thing waits for it: one commit less before the vendor is called.
  if (only && together.length + more.length === 0 && mayCountAhead(only)) await countIn(tx, only);
  return groups;
}

/**
 * Runs what was approved, as who asked for it. `within` ends the request in the same transaction: it becomes one batch or
 * none. Returns the batch's id without waiting for its outcome. Throws CONFLICT where nothing can be done, or where there
 * is a risk that nobody accepted.
 */
export async function applyPrepared(
  viewer: Viewer,
  lines: readonly Line[],
  begun: Begun & { within: NonNullable<Begun["within"]> },
): Promise<string> {
  if (hasOpenWarning(lines, begun.submission.acknowledged))
    throw new AppError("CONFLICT", {
      reason: "It carries another risk by now: it has to be asked for again",
    });
  const prepared = lines.filter(isPrepared).filter(({ planned }) => !planned.refusal);
  if (prepared.every((one) => one.planned.skip))
    throw new AppError("CONFLICT", { reason: "Nothing of this request can be done any more: refuse it" });
  const batchId = await begin(viewer, prepared, begun);
  if (batchId === undefined) throw new AppError("CONFLICT", { reason: "This request was approved already" });
  return batchId;
}

/** An id for each change, and its value's place: few values stay in memory, those of a long batch wait sealed. */
async function placeValues(prepared: readonly Prepared[], mostInMemory: number): Promise<Slot[]> {
  const slots: Slot[] = [];
  const withValue = prepared.filter((one) => one.value !== undefined && !one.planned.skip).length;
  for (const { value, planned } of prepared) {
    const id = newId();
    const isSent = value !== undefined && !planned.skip;
    const inMemory = isSent && withValue <= mostInMemory;
    if (inMemory) holdValue(id, value);
    slots.push({ id, inMemory, sealed: isSent && !inMemory ? await seal(value, valueBinding(id)) : null });
  }
  return slots;
}
