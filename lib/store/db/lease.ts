import "server-only";
import { hostname } from "node:os";
import { type Expression, type Kysely, type Selectable, type SqlBool, sql, type UpdateObject } from "kysely";
import { newId, nowIso } from "#lib/core/ids.ts";
import { logError } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { db, type Tx } from "./connection.ts";
import { chunks } from "./synced-rows.ts";
import type { Tables } from "./tables.ts";

/** How long a lease holds without a sign of life, and how often whoever holds it gives one. */
export const LEASE_MS = 15_000;
export const RENEW_MS = 5_000;

/** Tables whose rows one process at a time works on. A row of `leases` is a piece of work without a row of its own. */
type Leased = "changes" | "lists" | "webhook_deliveries" | "mails" | "audit_streams" | "leases";

const columnsOf = (table: Leased) =>
  table === "leases"
    ? { id: "name", holder: "holder", until: "until" }
    : { id: "id", holder: "lease_holder", until: "lease_until" };

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

/** The lease is another's by now, or its row is gone: whoever held it must not write any more. */
export class LeaseLost extends Error {
  constructor() {
    super("the lease is no longer held");
    this.name = "LeaseLost";
  }
}

export const leaseEnd = (forMs = LEASE_MS, nowMs = Date.now()): string =>
  new Date(nowMs + forMs).toISOString();

/** True for rows that nobody holds. `column` is where their lease ends. */
export const isFree = (column: string, now = nowIso()): Expression<SqlBool> =>
  sql<SqlBool>`(${sql.ref(column)} is null or ${sql.ref(column)} <= ${now})`;

type Writing<T extends Leased> = {
  /** The transaction to do it in. */
  in?: Tx;
  /** What is written into the row with it. */
  set?: UpdateObject<Tables, T, T>;
  /** What must be true of the row besides. */
  where?: Expression<SqlBool>;
};
type Lasting = { forMs?: number; nowMs?: number };

/** The tables as the statements below see them: each is given its columns by name. */
type Rows = Record<Leased, Record<string, string | number | null>>;
const store = (tx?: Tx) => (tx ?? db()) as unknown as Kysely<Rows>;

/**
 * Takes a row for this process, in one statement over all processes. Returns the row as it is then; undefined where another
 * one holds it, or `where` is not true of it. `orOwn`: also where this process holds it already.
 */
export async function claim<T extends Leased>(
  table: T,
  id: string,
  options: Writing<T> & Lasting & { orOwn?: boolean } = {},
): Promise<Selectable<Tables[T]> | undefined> {
  const columns = columnsOf(table);
  const { nowMs = Date.now(), forMs } = options;
  const free = isFree(columns.until, new Date(nowMs).toISOString());
  const may = options.orOwn ? sql<SqlBool>`(${free} or ${sql.ref(columns.holder)} = ${holder()})` : free;
  const row = await store(options.in)
    .updateTable(table as Leased)
    .set({ ...options.set, [columns.holder]: holder(), [columns.until]: leaseEnd(forMs, nowMs) })
    .where(columns.id, "=", id)
    .where(may)
    .where(options.where ?? sql<SqlBool>`1 = 1`)
    .returningAll()
    .executeTakeFirst();
  return row as Selectable<Tables[T]> | undefined;
}

/**
 * Writes into rows that this process still holds, and renews their leases; `until` null ends them. Returns the ids of those
 * that it holds: another process may have taken one over, and then nothing of it is written.
 */
export async function keep<T extends Leased>(
  table: T,
  ids: readonly string[],
  options: Writing<T> & Lasting & { until?: string | null } = {},
): Promise<Set<string>> {
  const columns = columnsOf(table);
  const { until = leaseEnd(options.forMs, options.nowMs) } = options;
  const kept = new Set<string>();
  for (const some of chunks(ids)) {
    const rows = await store(options.in)
      .updateTable(table as Leased)
      .set({ ...options.set, [columns.until]: until })
      .where(columns.id, "in", some)
      .where(columns.holder, "=", holder())
      .where(columns.until, "is not", null)
      .where(options.where ?? sql<SqlBool>`1 = 1`)
      .returning(columns.id)
      .execute();
    for (const row of rows) kept.add(String(row[columns.id]));
  }
  return kept;
}

/**
 * Ends the leases of processes that are known to be over, so that what they left is taken up at once. Never throws: without
 * it they run out by themselves.
 */
export async function releaseOfGone(table: Leased, id?: string): Promise<void> {
  const columns = columnsOf(table);
  const isMeant =
    id !== undefined
      ? sql<SqlBool>`${sql.ref(columns.id)} = ${id}`
      : // Ended changes hold nothing, and there are many: an index finds the others.
        table === "changes"
        ? sql<SqlBool>`state in ('pending', 'running')`
        : sql<SqlBool>`1 = 1`;
  const isHeld = sql<SqlBool>`(${sql.ref(columns.until)} > ${nowIso()} and ${isMeant})`;
  try {
    const rows = await store()
      .selectFrom(table as Leased)
      .select(columns.holder)
      .distinct()
      .where(isHeld)
      .execute();
    for (const signed of rows.map((row) => row[columns.holder]))
      if (typeof signed === "string" && isGone(signed))
        await store()
          .updateTable(table as Leased)
          .set({ [columns.until]: nowIso() })
          .where(columns.holder, "=", signed)
          .where(isHeld)
          .execute();
  } catch (error) {
    logError(error, { at: "releaseOfGone" });
  }
}

/**
 * Runs `work` and has `renew` give signs of life meanwhile. The signal is aborted with `lost` when `renew` answers that
 * the lease is another's; a renewal that fails is tried again.
 */
export async function whileHeld<T>(
  renew: () => Promise<boolean>,
  work: (signal: AbortSignal) => Promise<T>,
  lost: Error = new LeaseLost(),
): Promise<T> {
  const control = new AbortController();
  const timer = setInterval(() => {
    renew()
      .then((isHeld) => isHeld || control.abort(lost))
      .catch((error: unknown) => logError(error, { at: "renew a lease" }));
  }, RENEW_MS).unref();
  try {
    return await work(control.signal);
  } finally {
    clearInterval(timer);
    // What was begun ahead is not wanted any more.
    control.abort();
  }
}
