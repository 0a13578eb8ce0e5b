import "server-only";
import { type SqlBool, sql } from "kysely";
import { counters } from "#lib/core/count.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import { log } from "#lib/core/log.ts";
import type { ListRow } from "#lib/directory/sync/lists.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { claim, keep, LeaseLost } from "#lib/store/db/lease.ts";
import type { RunMark } from "#lib/store/db/synced-rows.ts";

/** `list` is the row as it was before the run. */
export type Claim = { list: ListRow; run: RunMark };

/**
 * Takes a list for a run, in one statement over all processes, and closes a run that left it behind.
 * "busy": another run has it. "gone": there is no such list.
 */
export async function claimList(listId: string): Promise<Claim | "busy" | "gone"> {
  return transact(async (tx) => {
    const list = await tx.selectFrom("lists").selectAll().where("id", "=", listId).executeTakeFirst();
    if (!list) return "gone";
    const run = { id: newId(), startedAt: nowIso(), isFirst: list.synced_at === null };
    const taken = await claim("lists", listId, {
      in: tx,
      set: {
        run_id: run.id,
        run_started_at: run.startedAt,
        run_pages: 0,
        run_rows: 0,
        requested_at: null,
      },
    });
    if (!taken) return "busy";
    await tx
      .updateTable("runs")
      .set({ outcome: "abandoned", ended_at: run.startedAt })
      .where("list_id", "=", listId)
      .where("outcome", "is", null)
      .execute();
    await tx
      .insertInto("runs")
      .values({
        id: run.id,
        list_id: listId,
        connection_id: list.connection_id,
        started_at: run.startedAt,
        ended_at: null,
        outcome: null,
        pages: 0,
        rows: 0,
        error_code: null,
        error_reason: null,
      })
      .execute();
    return { list, run };
  });
}

/** A sign of life. False when the list is no longer this run's. */
export const renewLease = async (listId: string, run: RunMark): Promise<boolean> =>
  (await keep("lists", [listId], { where: sql<SqlBool>`run_id = ${run.id}` })).has(listId);

/**
 * Notes progress in the transaction that writes a page, and so holds the list's row for it. Throws LeaseLost when the
 * list is no longer this run's: then nothing of the page is written.
 */
export async function holdList(
  tx: Tx,
  listId: string,
  run: RunMark,
  progress: Partial<ListRow>,
): Promise<void> {
  const held = await tx
    .updateTable("lists")
    .set(progress)
    .where("id", "=", listId)
    .where("run_id", "=", run.id)
    .executeTakeFirst();
  if (held.numUpdatedRows === 0n) throw new LeaseLost();
}

export type RunEnd = {
  outcome: "complete" | "failed" | "abandoned";
  pages: number;
  rows: number;
  error?: { code: string; reason: string | null };
};

/** Closes a run in the journal of runs. */
export async function closeRun(tx: Tx, run: RunMark, end: RunEnd, endedAt: string): Promise<void> {
  counters()?.run(end.outcome);
  await tx
    .updateTable("runs")
    .set({
      outcome: end.outcome,
      ended_at: endedAt,
      pages: end.pages,
      rows: end.rows,
      error_code: end.error?.code ?? null,
      error_reason: end.error?.reason ?? null,
    })
    .where("id", "=", run.id)
    .execute();
}

/** What a list's row no longer says once its run is over. */
export const RELEASED = {
  run_id: null,
  run_started_at: null,
  lease_holder: null,
  lease_until: null,
} as const;

/** Closes runs whose process died, and asks for new ones. Returns how many there were. */
export async function closeAbandonedRuns(): Promise<number> {
  const now = nowIso();
  const left = await db()
    .selectFrom("lists")
    .select(["id", "run_id"])
    .where("run_id", "is not", null)
    .where("lease_until", "<", now)
    .execute();
  for (const { id, run_id } of left) {
    if (run_id === null) continue;
    await transact(async (tx) => {
      const released = await tx
        .updateTable("lists")
        .set({ ...RELEASED, requested_at: now })
        .where("id", "=", id)
        .where("run_id", "=", run_id)
        .where("lease_until", "<", now)
        .executeTakeFirst();
      if (released.numUpdatedRows === 0n) return;
      log.warn(
        { listId: id, runId: run_id },
        "A sync run ended with its process, or was silent too long: the list is read again",
      );
      await tx
        .updateTable("runs")
        .set({ outcome: "abandoned", ended_at: now })
        .where("id", "=", run_id)
        .where("outcome", "is", null)
        .execute();
    });
  }
  return left.length;
}
