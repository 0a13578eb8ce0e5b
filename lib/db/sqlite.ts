import "server-only";
import { chmodSync, closeSync, mkdirSync, openSync, statSync } from "node:fs";
import path from "node:path";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import {
  CompiledQuery,
  type DatabaseConnection,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type SqliteStatement,
} from "kysely";
import { storeErrorFrom } from "./errors.ts";

const CACHED_STATEMENTS = 400;

const PRAGMAS = [
  "journal_mode = wal",
  "synchronous = full",
  "foreign_keys = on",
  // Erased personal data and sealed values leave no trace in free pages.
  "secure_delete = on",
  "trusted_schema = off",
  "temp_store = memory",
  "cache_size = -32000",
  // Pages of the write-ahead log before they move to the file: a sync dirties the same pages over and over.
  "wal_autocheckpoint = 4000",
  "journal_size_limit = 67108864",
];

/** Opens or makes the database file, for its owner alone. Throws `StoreError`. */
function openFile(file: string): DatabaseSync {
  // Asked for at run time, so that no bundler tries to resolve a built-in that it does not know.
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, "a", 0o600));
    if (statSync(file).mode & 0o077) chmodSync(file, 0o600);
  } catch (error) {
    // SQLite says below, in its own terms, what is wrong with the file; a read-only one may still be looked at.
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") throw storeErrorFrom({ errcode: 13 });
  }
  const database = new DatabaseSync(file, { timeout: 5_000 });
  for (const pragma of PRAGMAS) database.exec(`pragma ${pragma}`);
  return database;
}

/** `node:sqlite` in the shape that Kysely's SQLite dialect expects, with its statements kept prepared. */
class NodeSqlite implements SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  prepare(sql: string): SqliteStatement {
    const known = this.#statements.get(sql);
    if (known) {
      this.#statements.delete(sql);
      this.#statements.set(sql, known);
      return known;
    }
    const made = guarded(() => this.#make(sql));
    this.#statements.set(sql, made);
    if (this.#statements.size > CACHED_STATEMENTS) {
      const oldest = this.#statements.keys().next();
      if (!oldest.done) this.#statements.delete(oldest.value);
    }
    return made;
  }

  #make(sql: string): SqliteStatement {
    const statement = this.#database.prepare(sql);
    return {
      reader: statement.columns().length > 0,
      // Rows come without a prototype, which React will not send; a copy is a plain object.
      all: (values) =>
        guarded(() => statement.all(...(values as SQLInputValue[])).map((row) => ({ ...row }))),
      run: (values) => guarded(() => statement.run(...(values as SQLInputValue[]))),
      // One of its own: a walk that is under way must not be reset by the next use of the kept one.
      iterate: (values) => this.#database.prepare(sql).iterate(...(values as SQLInputValue[])),
    };
  }

  get isInTransaction(): boolean {
    return this.#database.isTransaction;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}

function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw storeErrorFrom(error);
  }
}

/** Takes the write lock at once: a lock that is asked for half-way through a transaction can only fail. */
class ImmediateDriver extends SqliteDriver {
  readonly #sqlite: NodeSqlite;

  constructor(sqlite: NodeSqlite) {
    super({ database: sqlite });
    this.#sqlite = sqlite;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  /** A full or failing disk makes SQLite roll back by itself; asking again would hide the reason. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#sqlite.isInTransaction) await super.rollbackTransaction(connection);
  }
}

/** SQLite can undo DDL, so a migration that is killed half-way leaves nothing behind. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class NodeSqliteDialect extends SqliteDialect {
  readonly #sqlite: NodeSqlite;

  constructor(sqlite: NodeSqlite) {
    super({ database: sqlite });
    this.#sqlite = sqlite;
  }
  override createDriver() {
    return new ImmediateDriver(this.#sqlite);
  }
  override createAdapter() {
    return new TransactionalAdapter();
  }
}

/** Kysely's dialect over one SQLite file. Throws `StoreError` when it cannot be opened. */
export function sqliteDialect(file: string): SqliteDialect {
  return new NodeSqliteDialect(new NodeSqlite(guarded(() => openFile(file))));
}
