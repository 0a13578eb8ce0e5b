import "server-only";
import { chmodSync, closeSync, mkdirSync, openSync, statSync } from "node:fs";
import path from "node:path";
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { StoreError, storeErrorFrom } from "./errors.ts";

const CACHED_STATEMENTS = 400;

/** SQLite waits for another program's lock with the whole process: longer than this is waited for without it. */
export const BUSY_TIMEOUT_MS = 10;

/** Opening happens once, before anybody is served, and may meet another process that recovers the file. */
const OPEN_TIMEOUT_MS = 5_000;

const PRAGMAS = [
  // 16 MB of pages each. With half of that, pages and filters of 20,000 people take more from the system, and a crowd waits.
  "cache_size = -16000",
  "foreign_keys = on",
  "trusted_schema = off",
  "temp_store = memory",
  `busy_timeout = ${BUSY_TIMEOUT_MS}`,
];

const WRITER_PRAGMAS = [
  "journal_mode = wal",
  "synchronous = full",
  // Erased personal data and sealed values leave no trace in free pages.
  "secure_delete = on",
  // Pages of the write-ahead log before they move to the file: a sync dirties the same pages over and over.
  "wal_autocheckpoint = 16000",
  "journal_size_limit = 67108864",
  ...PRAGMAS,
];

/** What a thread opens a handle with. `cached`: statements that it keeps; `timeout`: how long opening waits, in ms. */
export type ThreadSettings = { file: string; pragmas: readonly string[]; cached: number; timeout: number };

/**
 * What a thread opens its own writing handle with, on a file that a writer has open. It keeps more pages than others, which it
 * gives back when it ends: each row of a first sync changes some in every index, and those that have no room are read and
 * written again and again.
 */
export const threadSettings = (file: string): ThreadSettings => ({
  ...{ file, cached: CACHED_STATEMENTS, timeout: OPEN_TIMEOUT_MS },
  pragmas: [...WRITER_PRAGMAS, "cache_size = -64000"],
});

/** Opens or makes the database file, for its owner alone. Throws `StoreError`. */
export function openWriter(file: string): SqliteHandle {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, "a", 0o600));
    if (statSync(file).mode & 0o077) chmodSync(file, 0o600);
  } catch (error) {
    // SQLite says below, in its own terms, what is wrong with the file; a read-only one may still be looked at.
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") throw storeErrorFrom({ errcode: 13 });
  }
  return openHandle(file, false, WRITER_PRAGMAS);
}

/** A second handle that cannot write, on a file that a writer has open. Throws `StoreError`. */
export const openReader = (file: string): SqliteHandle => openHandle(file, true, PRAGMAS);

function openHandle(file: string, readOnly: boolean, pragmas: string[]): SqliteHandle {
  // Asked for at run time, so that no bundler tries to resolve a built-in that it does not know.
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  return guarded(() => {
    const database = new DatabaseSync(file, { timeout: OPEN_TIMEOUT_MS, readOnly });
    for (const pragma of pragmas) database.exec(`pragma ${pragma}`);
    return new SqliteHandle(database);
  });
}

/** Whether what went wrong is that another program holds a lock. */
export const isLocked = (error: unknown): boolean => {
  const cause = error instanceof StoreError ? error.cause : undefined;
  const { errcode } = (cause ?? {}) as { errcode?: unknown };
  return typeof errcode === "number" && (errcode & 0xff) === 5;
};

/** `columns`: the names of what it answers, where it spells them out. */
type Statement = { prepared: StatementSync; returnsRows: boolean; columns: string[] | undefined };
type Rows = Record<string, unknown>[];
/** What a statement answers, cell by cell. */
export type Cells = { columns: readonly string[]; cells: readonly (readonly unknown[])[] };
/** What a statement did: its rows, or how many it changed. */
export type Ran = { rows: Rows; changes?: bigint };

/** A statement's only parameter where it is run once for each of these, in a transaction: texts, numbers and nulls. */
export type Each = { each: readonly (readonly unknown[])[] };

/** What a statement is run once for each of; undefined where these are its parameters. */
export function eachOf(parameters: readonly unknown[]): Each["each"] | undefined {
  const [only] = parameters;
  return typeof only === "object" && only !== null && "each" in only ? (only as Each).each : undefined;
}

/**
 * Rows as plain objects. SQLite's own have no prototype, which React will not send, and are slow to read and to copy: a
 * hundred wide rows take 0.2 ms this way, and 0.7 that way.
 */
export const toRows = ({ columns, cells }: Cells): Rows =>
  cells.map((of) => {
    const row: Record<string, unknown> = {};
    for (let index = 0; index < columns.length; index++) row[columns[index] ?? ""] = of[index];
    return row;
  });

/** One connection to the file. Statements are kept prepared, and every error is a `StoreError` where it is the store's. */
export class SqliteHandle {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, Statement>();
  #waitsForDisk = true;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Whether a commit waits until the disk has it. Without, a loss of power takes the last ones, never one of the middle. */
  waitForDisk(waits: boolean): void {
    if (waits === this.#waitsForDisk) return;
    guarded(() => this.#database.exec(`pragma synchronous = ${waits ? "full" : "normal"}`));
    this.#waitsForDisk = waits;
  }

  run(sql: string, parameters: readonly unknown[] = []): Ran {
    return guarded(() => {
      // SQLite may have rolled back by itself; asking again would hide the reason.
      if (sql === "rollback" && !this.#database.isTransaction) return { rows: [] };
      const { prepared, returnsRows, columns } = this.#statement(sql);
      const each = eachOf(parameters);
      if (each) {
        let changes = 0;
        for (const values of each) changes += Number(prepared.run(...(values as SQLInputValue[])).changes);
        return { rows: [], changes: BigInt(changes) };
      }
      const values = parameters as SQLInputValue[];
      if (returnsRows) {
        const cells = cellsOf(prepared, values);
        // What a star stands for, a process of another version may have changed.
        return { rows: toRows({ columns: columns ?? namesOf(prepared), cells }) };
      }
      return { rows: [], changes: BigInt(prepared.run(...values).changes) };
    });
  }

  /** Row by row, with a statement of its own: a walk that is under way must not be reset by the next use of a kept one. */
  *walk(sql: string, parameters: readonly unknown[]): Generator<Record<string, unknown>> {
    yield* this.#database.prepare(sql).iterate(...(parameters as SQLInputValue[]));
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known) {
      this.#statements.delete(sql);
      this.#statements.set(sql, known);
      return known;
    }
    const prepared = this.#database.prepare(sql);
    prepared.setReturnArrays(true);
    const columns = namesOf(prepared);
    const made = { prepared, returnsRows: columns.length > 0, columns: STAR.test(sql) ? undefined : columns };
    this.#statements.set(sql, made);
    if (this.#statements.size > CACHED_STATEMENTS) {
      const oldest = this.#statements.keys().next();
      if (!oldest.done) this.#statements.delete(oldest.value);
    }
    return made;
  }
}

/** "select *", "people.*", "returning *", and not "count(*)". */
const STAR = /[\s.]\*/;

const namesOf = (prepared: StatementSync): string[] => prepared.columns().map(({ name }) => name);

/** The types do not know that rows are asked for as arrays. */
const cellsOf = (prepared: StatementSync, values: SQLInputValue[]): unknown[][] =>
  prepared.all(...values) as unknown as unknown[][];

function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw storeErrorFrom(error);
  }
}
