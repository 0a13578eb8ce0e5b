import "server-only";
import type { Claim } from "#lib/changes/claim.ts";
import type { Ending } from "#lib/changes/ending.ts";
import type { Context } from "#lib/changes/execute.ts";
import { type ChangeRow, inputOf, recordChange } from "#lib/changes/journal.ts";
import type { AnyKind, ChangeResult, ListRef } from "#lib/changes/kind.ts";
import { kindOf } from "#lib/changes/kinds/registry.ts";
import { notifyBatch } from "#lib/changes/notify.ts";
import { organizationTeamId } from "#lib/changes/refs.ts";
import { dropValue } from "#lib/changes/values.ts";
import { type Tx, transact } from "#lib/db/connection.ts";
import type { ErrorCode } from "#lib/errors.ts";
import { nowIso } from "#lib/ids.ts";
import { logError } from "#lib/log.ts";
import { holder } from "#lib/sync/lease.ts";
import { listId } from "#lib/sync/lists.ts";
import { requestRun } from "#lib/sync/look.ts";
import { chunks } from "#lib/sync/rows.ts";
import { tellBatch } from "#lib/webhooks/tell.ts";

/** Failures that say that our copy differs from what the vendor has. */
const STALE_COPY: readonly ErrorCode[] = ["VENDOR_NOT_FOUND", "VENDOR_CONFLICT", "LAST_ADMIN"];

/**
 * Writes down how a change ended, patches our rows and appends the event, all or nothing. Nothing happens when the
 * lease went to another process. Rows that cannot be patched are left to a sync: the outcome is never lost for them.
 */
export async function settle(claim: Claim, ctx: Context | undefined, ending: Ending): Promise<void> {
  const kind = kindOf(claim.row.kind);
  const isPatching = ctx !== undefined && ending.applied !== undefined;
  let ended: boolean;
  let isPatched = true;
  try {
    ended = await write(claim, ending, isPatching ? ctx : undefined, kind);
  } catch (error) {
    if (!isPatching) throw error;
    logError(error, { at: "settle", changeId: claim.row.id, kind: claim.row.kind });
    isPatched = false;
    ended = await write(claim, ending, undefined, kind);
  }
  dropValue(claim.row.id);
  if (ended) await afterwards(claim, ending, isPatched);
}

/** Changes of one call that are written down in one transaction. */
const AT_ONCE = 50;

/** The same for the changes of one call: a few transactions in place of one each. */
export async function settleTogether(
  claims: readonly Claim[],
  ctx: Context,
  endingOf: (claim: Claim) => Ending,
): Promise<void> {
  for (const some of chunks(claims, AT_ONCE)) {
    try {
      const ended = await transact(async (tx) => {
        const held: Claim[] = [];
        for (const claim of some) {
          const ending = endingOf(claim);
          const own: Context = {
            ...ctx,
            changeId: claim.row.id,
            input: inputOf(claim.row) as Context["input"],
          };
          const patched = ending.applied === undefined ? undefined : own;
          if (await writeIn(tx, claim, ending, patched, kindOf(claim.row.kind))) held.push(claim);
        }
        return held;
      });
      for (const claim of ended) await afterwards(claim, endingOf(claim), true);
    } catch (error) {
      // One that cannot be written must not hold up the others.
      logError(error, { at: "settleTogether", batchId: some[0]?.row.batch_id });
      for (const claim of some) {
        const own: Context = {
          ...ctx,
          changeId: claim.row.id,
          input: inputOf(claim.row) as Context["input"],
        };
        await settle(claim, own, endingOf(claim));
      }
    }
  }
}

/** Tells who waits, and has a sync look where our copy is known to be out of date. */
async function afterwards(claim: Claim, ending: Ending, isPatched: boolean): Promise<void> {
  notifyBatch(claim.row.batch_id);
  const isStale =
    ending.state === "unknown" ||
    !isPatched ||
    (ending.code !== undefined && STALE_COPY.includes(ending.code));
  if (isStale) await readAgain(kindOf(claim.row.kind), claim.row);
}

const write = (claim: Claim, ending: Ending, ctx: Context | undefined, kind: AnyKind): Promise<boolean> =>
  transact((tx) => writeIn(tx, claim, ending, ctx, kind));

async function writeIn(
  tx: Tx,
  claim: Claim,
  ending: Ending,
  ctx: Context | undefined,
  kind: AnyKind,
): Promise<boolean> {
  const { row } = claim;
  const at = nowIso();
  const result: ChangeResult = { ...ending.applied?.result };
  const held = await tx
    .updateTable("changes")
    .set({
      state: ending.state,
      code: ending.code ?? null,
      reason: ending.reason?.slice(0, 300) ?? ending.applied?.reason ?? null,
      result: JSON.stringify(result),
      ended_at: at,
      sealed_value: null,
      value_in_memory: 0,
      lease_until: null,
    })
    .where("id", "=", row.id)
    .where("state", "=", "running")
    .where("lease_holder", "=", holder())
    .returning("id")
    .executeTakeFirst();
  if (!held) return false;
  const learnt = ctx && ending.applied ? await kind.settle(tx, ctx, ending.applied, at) : undefined;
  if (learnt)
    await tx
      .updateTable("changes")
      .set({ result: JSON.stringify({ ...result, ...learnt }) })
      .where("id", "=", row.id)
      .execute();
  await recordChange(tx, row, await actorOf(tx, row.user_id), ending.state, {
    code: ending.code ?? null,
    reason: ending.reason ?? null,
    result,
  });
  // After the event, for which writers wait for one another: the last of two sees that it is the last.
  await finishBatch(tx, row.batch_id, at);
  return true;
}

async function actorOf(tx: Tx, userId: string) {
  const user = await tx
    .selectFrom("users")
    .select(["name", "email"])
    .where("id", "=", userId)
    .executeTakeFirst();
  return { id: userId, ...user };
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
async function readAgain(kind: AnyKind, row: ChangeRow): Promise<void> {
  const lists = kind.lists(inputOf(row) as Parameters<AnyKind["lists"]>[0]);
  for (const ref of lists) {
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
