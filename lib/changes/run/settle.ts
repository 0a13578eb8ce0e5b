import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { type SqlBool, sql } from "kysely";
import { endsCameOut } from "#lib/changes/ends/came-out.ts";
import { fallEnds, makeEnd } from "#lib/changes/ends/settle-ends.ts";
import { listsOf } from "#lib/changes/journal/data.ts";
import { changeEvent, inputOf } from "#lib/changes/journal/journal.ts";
import { notifyBatch } from "#lib/changes/journal/notify.ts";
import { actorOfBatch } from "#lib/changes/journal/tokens.ts";
import { dropValue } from "#lib/changes/journal/values.ts";
import { kindOf } from "#lib/changes/kinds/registry.ts";
import type { ListRef } from "#lib/changes/schema.ts";
import type { ChangeResult, ChangeRow, Ended } from "#lib/changes/types.ts";
import { counters } from "#lib/core/count.ts";
import type { ErrorCode } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import { logError } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { fulfilWish } from "#lib/directory/invitations/mutations.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { requestRun } from "#lib/directory/sync/look.ts";
import { organizationTeamId } from "#lib/directory/teams/organization.ts";
import { appendEvents, type NewEvent } from "#lib/store/audit/append.ts";
import { type Tx, transact } from "#lib/store/db/connection.ts";
import { keep } from "#lib/store/db/lease.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";
import { tellBatch } from "#lib/store/outbox/tell.ts";

/** Failures that say that our copy differs from what the vendor has. */
const STALE_COPY: readonly ErrorCode[] = ["VENDOR_NOT_FOUND", "VENDOR_CONFLICT", "LAST_ADMIN"];

/**
 * Writes down how a change ended, patches our rows and appends the event, all or nothing. Nothing happens when the
 * lease went to another process. Rows that cannot be patched are left to a sync: the outcome is never lost for them.
 */
export async function settle(one: Ended): Promise<void> {
  const { claim, ctx, ending } = one;
  let ended: Ended[];
  let isPatched = true;
  try {
    ended = await write([one]);
  } catch (error) {
    if (ctx === undefined || ending.applied === undefined) throw error;
    logError(error, { at: "settle", changeId: claim.row.id, kind: claim.row.kind });
    isPatched = false;
    ended = await write([{ claim, ending, ctx: undefined }]);
  }
  dropValue(claim.row.id);
  for (const it of ended) await afterwards(it, isPatched);
}

/** Changes that are written down in one transaction. */
const AT_ONCE = 50;

/** The same for many, in few transactions; one that cannot be written does not hold up the others. */
export async function settleMany(all: readonly Ended[]): Promise<void> {
  for (const some of chunks(all, AT_ONCE)) {
    let ended: Ended[];
    try {
      ended = await write(some);
    } catch (error) {
      logError(error, { at: "settleMany", batchId: some[0]?.claim.row.batch_id });
      for (const one of some) await settle(one);
      continue;
    }
    for (const { claim } of some) dropValue(claim.row.id);
    for (const one of ended) await afterwards(one, true);
  }
}

/** How long a change of a long batch waits for others to be written down with it: a commit costs as much as a hundred rows. */
const GATHER_MS = 80;

type Waiting = { ended: Ended; resolve: () => void; reject: (error: unknown) => void };
type Gathering = { waiting: Waiting[]; isWriting: boolean };
const gathering = () => perProcess("settling", (): Gathering => ({ waiting: [], isWriting: false }));

/**
 * Settles a change, with others that end at the same time in one transaction; `isUrgent`: somebody waits for this one.
 * Resolves once it is written down.
 */
export function settleSoon(ended: Ended, isUrgent: boolean): Promise<void> {
  const state = gathering();
  return new Promise((resolve, reject) => {
    state.waiting.push({ ended, resolve, reject });
    if (!state.isWriting) void writeAll(state, isUrgent);
  });
}

async function writeAll(state: Gathering, isUrgent: boolean): Promise<void> {
  state.isWriting = true;
  if (!isUrgent) await sleep(GATHER_MS);
  while (state.waiting.length > 0) {
    const some = state.waiting.splice(0);
    try {
      await settleMany(some.map((one) => one.ended));
      for (const one of some) one.resolve();
    } catch (error) {
      for (const one of some) one.reject(error);
    }
  }
  state.isWriting = false;
}

/** Tells who waits, and has a sync look where our copy is known to be out of date. */
async function afterwards({ claim, ending }: Ended, isPatched: boolean): Promise<void> {
  counters()?.change(claim.row.kind, ending.state);
  notifyBatch(claim.row.batch_id);
  const isStale =
    ending.state === "unknown" ||
    !isPatched ||
    (ending.code !== undefined && STALE_COPY.includes(ending.code));
  if (isStale) await readAgain(claim.row);
}

/**
 * Rows and lists first, the events after them all, then the batches: whoever writes takes them in this order, so that none
 * waits for one who waits for it. Returns those whose lease was still ours.
 */
const write = (all: readonly Ended[]): Promise<Ended[]> =>
  transact(async (tx) => {
    const at = nowIso();
    const ended: Ended[] = [];
    const events: NewEvent[] = [];
    const byList = all.toSorted((a, b) => compare(a.claim.row.team_id ?? "", b.claim.row.team_id ?? ""));
    for (const one of byList) {
      const event = await endRow(tx, one, at);
      if (!event) continue;
      ended.push(one);
      events.push(event);
    }
    const done = ended.flatMap(({ claim: { row }, ending: { state, applied } }): ChangeRow[] =>
      state === "done" ? [{ ...row, result: JSON.stringify(applied?.result ?? {}) }] : [],
    );
    events.push(...(await fallEnds(tx, done)));
    for (const row of done)
      if (row.until !== null && row.team_id !== null)
        await fulfilWish(tx, row.team_id, String(inputOf(row).userId ?? ""));
    const ends = ended.map(({ claim: { row }, ending }) => ({ row, ending }));
    events.push(...(await endsCameOut(tx, ends)));
    await appendEvents(tx, events);
    for (const row of done.filter(({ until }) => until !== null))
      await makeEnd(tx, row, await actorOfBatch(tx, row.batch_id, row.user_id));
    for (const batchId of new Set(ended.map((one) => one.claim.row.batch_id)))
      await finishBatch(tx, batchId, at);
    return ended;
  });

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Ends a change's row and patches ours; its event, unless the lease went to another process. */
async function endRow(tx: Tx, { claim, ctx, ending }: Ended, at: string): Promise<NewEvent | undefined> {
  const { row } = claim;
  const kind = kindOf(row.kind);
  const result: ChangeResult = { ...ending.applied?.result };
  const held = await keep("changes", [row.id], {
    in: tx,
    until: null,
    set: {
      state: ending.state,
      code: ending.code ?? null,
      reason: ending.reason?.slice(0, 300) ?? ending.applied?.reason ?? null,
      result: JSON.stringify(result),
      ended_at: at,
      sealed_value: null,
      value_in_memory: 0,
    },
    where: sql<SqlBool>`state = 'running'`,
  });
  if (!held.has(row.id)) return undefined;
  const learnt = ctx && ending.applied ? await kind.settle(tx, ctx, ending.applied, at) : undefined;
  if (learnt)
    await tx
      .updateTable("changes")
      .set({ result: JSON.stringify({ ...result, ...learnt }) })
      .where("id", "=", row.id)
      .execute();
  return changeEvent(row, await actorOfBatch(tx, row.batch_id, row.user_id), ending.state, ending);
}

/** Ends the batch with its last change. */
export async function finishBatch(tx: Tx, batchId: string, at: string): Promise<void> {
  const left = await tx
    .selectFrom("changes")
    .select("id")
    .where("batch_id", "=", batchId)
    .where("state", "in", ["pending", "running"])
    .limit(1)
    .executeTakeFirst();
  if (left) return;
  const finished = await tx
    .updateTable("batches")
    .set({ state: "finished", finished_at: at })
    .where("id", "=", batchId)
    .where("state", "in", ["running", "paused"])
    .returning("id")
    .executeTakeFirst();
  if (finished) return tellBatch(tx, batchId);
  await tx
    .updateTable("batches")
    .set({ finished_at: at })
    .where("id", "=", batchId)
    .where("state", "=", "cancelled")
    .where("finished_at", "is", null)
    .execute();
}

/** Has a sync read the lists again that the change is about, so that they show the truth. */
async function readAgain(row: ChangeRow): Promise<void> {
  for (const ref of listsOf(row)) {
    const id = await idOf(ref, row.connection_id);
    if (id) await requestRun(id, "unknown-outcome");
  }
}

async function idOf(ref: ListRef, connectionId: string): Promise<string | undefined> {
  if (ref.of === "connection") return listId(connectionId, "teams");
  if (ref.of === "team") return listId(ref.teamId, ref.part);
  const organization = await organizationTeamId(connectionId);
  return organization === undefined ? undefined : listId(organization, "members");
}
