import "server-only";
import { hostname } from "node:os";
import type { Selectable } from "kysely";
import { counters } from "#lib/core/count.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import type { RunMark } from "#lib/store/db/synced-rows.ts";
import type { Tables } from "#lib/store/db/tables.ts";

/** How long a run holds its list without a sign of life, and how often it gives one. */
export const LEASE_MS = 15_000;
export const RENEW_MS = 5_000;

/** This process, as it signs leases: the machine, the process, and a number of its own. */
export const holder = (): string =>
  perProcess("lease-holder", () => `${hostname()} ${process.pid} ${newId()}`);

/**
 * Whether the process that signed so is known to be over: it was one of this machine, whose number is free again or is
 * ours by now. Of another machine's nobody can tell: its leases run out by themselves.
 */
export function isGone(signed: string): boolean {
  const [machine, pid] = signed.split(" ");
  if (signed === holder() || machine !== hostname() || !pid) return false;
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** `list` is the row as it was before the run. */
/** A list's row. */
export type ListRow = Selectable<Tables["lists"]>;
export type Claim = { list: ListRow; run: RunMark };

/** The run no longer holds its list: another process took it over, or the list is gone. */
export class LeaseLost extends Error {
  constructor() {
    super("the run no longer holds its list");
    this.name = "LeaseLost";
  }
}

const leaseEnd = (): string => new Date(Date.now() + LEASE_MS).toISOString();

/**
 * Takes a list for a run, in one statement over all processes, and closes a run that left it behind.
 * "busy": another run has it. "gone": there is no such list.
 */
export async function claimList(listId: string): Promise<Claim | "busy" | "gone"> {
  return transact(async (tx) => {
    const list = await tx.selectFrom("lists").selectAll().where("id", "=", listId).executeTakeFirst();
    if (!list) return "gone";
    const run = { id: newId(), startedAt: nowIso() };
    const taken = await tx
      .updateTable("lists")
      .set({
        lease_holder: holder(),
        lease_until: leaseEnd(),
        run_id: run.id,
        run_started_at: run.startedAt,
        run_pages: 0,
        run_rows: 0,
        requested_at: null,
      })
      .where("id", "=", listId)
      .where((where) =>
        where.or([where("lease_until", "is", null), where("lease_until", "<", run.startedAt)]),
      )
      .executeTakeFirst();
    if (taken.numUpdatedRows === 0n) return "busy";
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
export async function renewLease(listId: string, run: RunMark): Promise<boolean> {
  const renewed = await db()
    .updateTable("lists")
    .set({ lease_until: leaseEnd() })
    .where("id", "=", listId)
    .where("run_id", "=", run.id)
    .executeTakeFirst();
  return renewed.numUpdatedRows > 0n;
}

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
