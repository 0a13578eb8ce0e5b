import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import path from "node:path";
import { Kysely, sql, type Transaction } from "kysely";
import { env } from "#lib/core/env.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { isSerializationFailure, storeErrorFrom } from "./errors.ts";
import { postgresDialect } from "./postgres.ts";
import { sqliteDialect } from "./sqlite.ts";
import type { Tables } from "./tables.ts";
import { Turns } from "./turns.ts";
import { currentView } from "./view.ts";

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;
export type DialectName = "sqlite" | "postgres";

const ATTEMPTS = 4;

/** `turns`: who writes next, where there is one writer. */
type Store = { kysely: Db; dialect: DialectName; turns?: Turns };

const openStore = (): Store => {
  const { DATABASE_URL, ROLLCALL_DATA_DIR } = env();
  if (DATABASE_URL)
    return { kysely: new Kysely({ dialect: postgresDialect(DATABASE_URL) }), dialect: "postgres" };
  const turns = new Turns();
  const isRepeatable = () => transactions().getStore()?.isRepeatable === true;
  const isPatient = () => transactions().getStore()?.isPatient === true;
  const kysely: Db = new Kysely({
    dialect: sqliteDialect(storeFile(ROLLCALL_DATA_DIR), { isRepeatable, isPatient, turns }),
  });
  return { kysely, dialect: "sqlite", turns };
};

const slot = (): { store?: Store } => perProcess("store", () => ({}));
const store = (): Store => {
  const held = slot();
  held.store ??= openStore();
  return held.store;
};
const transactions = () =>
  perProcess("transactions", () => new AsyncLocalStorage<{ isOpen: boolean } & Required<TransactOptions>>());

/** The SQLite file of a data folder. */
export const storeFile = (dataDir: string): string =>
  path.join(/* turbopackIgnore: true */ dataDir, "rollcall.db");

/**
 * The store of this process, opened on first use, as far as who asks may see it (`lib/store/db/view.ts`). Throws `StoreError` where it cannot be opened. Inside `transact` use
 * the transaction: SQLite has one connection, and waiting for it while holding it would never end.
 */
export function db(): Db {
  if (transactions().getStore()?.isOpen)
    throw new Error("db() inside transact(): use the transaction instead");
  const whole = store().kysely;
  return currentView()?.narrow(whole) ?? whole;
}

/** Which database this process runs on. */
export const dialect = (): DialectName => store().dialect;

export type TransactOptions = {
  /** A loss of power may undo it, for it is read again from the vendor: the commit does not wait for the disk. */
  isRepeatable?: boolean;
  /** It is long, and everybody else who waits to write goes first. */
  isPatient?: boolean;
};

/**
 * Runs all of `fn` or nothing, on the whole store, whoever asks. Where Postgres gives the transaction up for another
 * one, `fn` runs again: it must do nothing outside the store, least of all call a vendor.
 */
export async function transact<T>(
  fn: (tx: Tx) => Promise<T>,
  { isRepeatable = false, isPatient = false }: TransactOptions = {},
): Promise<T> {
  if (transactions().getStore()?.isOpen) throw new Error("transact() inside transact()");
  const { kysely, dialect } = store();
  const run = async (tx: Tx): Promise<T> => {
    if (isRepeatable && dialect === "postgres") await sql`set local synchronous_commit = off`.execute(tx);
    return fn(tx);
  };
  for (let attempt = 1; ; attempt++) {
    const state = { isOpen: true, isRepeatable, isPatient };
    try {
      return await transactions().run(state, () => kysely.transaction().execute(run));
    } catch (error) {
      if (attempt >= ATTEMPTS || !isSerializationFailure(error)) throw storeErrorFrom(error);
    } finally {
      state.isOpen = false;
    }
  }
}

/**
 * Asked in a patient transaction: whether it shall end soon, since somebody waits to write. On Postgres, where who waits is not
 * known, always.
 */
export const isWriterWanted = (): boolean => store().turns?.isWanted ?? true;

/** Resolves when it shall. */
export const writerWanted = (): Promise<void> => store().turns?.wanted() ?? Promise.resolve();

/** Closes the store of this process; the next use opens it again. */
export async function closeStore(): Promise<void> {
  const held = slot();
  const open = held.store;
  delete held.store;
  await open?.kysely.destroy();
}
