import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { isLocked, openReader, openWriter, type SqliteHandle } from "./sqlite-file.ts";
import { Turns } from "./turns.ts";

/** How long a statement waits for another program's lock, the time in its own process's queue included. */
export const PATIENCE_MS = 5_000;

/** Between two tries the process does other work; never in step with another process that waits alike. */
const retryDelayMs = (): number => 5 + Math.random() * 20;

async function whileLocked<T>(deadline: number, run: () => T): Promise<T> {
  for (;;) {
    try {
      return run();
    } catch (error) {
      if (!isLocked(error) || performance.now() >= deadline) throw error;
    }
    await pause(retryDelayMs());
  }
}

const isRead = ({ query, sql }: CompiledQuery): boolean =>
  query.kind === "SelectQueryNode" || (query.kind === "RawNode" && /^\s*select\s/i.test(sql));

/**
 * What Kysely takes for a connection. Reads outside a transaction go to the reader and wait for nobody; everything else
 * has the writer to itself, for a statement or for a transaction.
 */
class Connection implements DatabaseConnection {
  readonly #file: OpenFile;
  #hasWriter = false;
  #endTurn = () => {};

  constructor(file: OpenFile) {
    this.#file = file;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { reader, writer, turns } = this.#file;
    const deadline = performance.now() + PATIENCE_MS;
    if (this.#hasWriter) return resultOf(writer.run(query.sql, query.parameters));
    if (isRead(query))
      return resultOf(await whileLocked(deadline, () => reader.run(query.sql, query.parameters)));
    const done = await turns.next();
    try {
      writer.waitForDisk(true);
      return resultOf(await whileLocked(deadline, () => writer.run(query.sql, query.parameters)));
    } finally {
      done();
    }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    const { writer, turns } = this.#file;
    // A walk pins the reader's snapshot, so it goes over the writer, alone.
    const done = this.#hasWriter ? undefined : await turns.next();
    try {
      for (const row of writer.walk(query.sql, query.parameters)) yield { rows: [row as R] };
    } finally {
      done?.();
    }
  }

  /** Takes the write lock at once: a lock that is asked for half-way through a transaction can only fail. */
  async begin(): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    const done = await this.#file.turns.next(this.#file.isPatient());
    try {
      this.#file.writer.waitForDisk(!this.#file.isRepeatable());
      await whileLocked(deadline, () => this.#file.writer.run("begin immediate"));
    } catch (error) {
      done();
      throw error;
    }
    this.#hasWriter = true;
    this.#endTurn = done;
  }

  commit(): void {
    this.#file.writer.run("commit");
    this.#release();
  }

  /** A full or failing disk makes SQLite roll back by itself; asking again would hide the reason. */
  rollback(): void {
    try {
      if (this.#file.writer.isInTransaction) this.#file.writer.run("rollback");
    } finally {
      this.#release();
    }
  }

  close(): void {
    if (this.#hasWriter) this.rollback();
  }

  #release(): void {
    this.#hasWriter = false;
    this.#endTurn();
  }
}

function resultOf<R>({ rows, changes }: ReturnType<SqliteHandle["run"]>): QueryResult<R> {
  const result = { rows: rows as R[] };
  return changes === undefined ? result : { ...result, numAffectedRows: changes };
}

/** Of the transaction that begins now, `isRepeatable` and `isPatient` as in `TransactOptions`. `turns`: who writes next. */
export type FileOptions = { isRepeatable?: () => boolean; isPatient?: () => boolean; turns?: Turns };

type OpenFile = { writer: SqliteHandle; reader: SqliteHandle } & Required<FileOptions>;

class FileDriver implements Driver {
  readonly #file: OpenFile;

  constructor(file: OpenFile) {
    this.#file = file;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Connection> {
    return new Connection(this.#file);
  }

  beginTransaction(connection: DatabaseConnection): Promise<void> {
    return own(connection).begin();
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    own(connection).commit();
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    own(connection).rollback();
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    own(connection).close();
  }

  async destroy(): Promise<void> {
    const { writer, reader, turns } = this.#file;
    const done = await turns.next();
    // The writer last: whoever closes last moves the write-ahead log into the file, which a reader cannot.
    reader.close();
    writer.close();
    done();
  }
}

function own(connection: DatabaseConnection): Connection {
  if (connection instanceof Connection) return connection;
  throw new TypeError("This connection is another driver's");
}

/** SQLite can undo DDL, so a migration that is killed half-way leaves nothing behind. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
  /** Who may go on is the driver's to say: Kysely would let reads wait for writers. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** Kysely's dialect over one SQLite file. Throws `StoreError` when it cannot be opened. */
export function sqliteDialect(file: string, options: FileOptions = {}): Dialect {
  const opened = openBoth(file, options);
  return {
    createDriver: () => new FileDriver(opened),
    createAdapter: () => new TransactionalAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

function openBoth(
  file: string,
  { isRepeatable = () => false, isPatient = () => false, turns = new Turns() }: FileOptions,
): OpenFile {
  const writer = openWriter(file);
  try {
    return { writer, reader: openReader(file), turns, isRepeatable, isPatient };
  } catch (error) {
    writer.close();
    throw error;
  }
}
