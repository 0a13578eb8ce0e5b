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
import {
  isLocked,
  openReader,
  openWriter,
  type Ran,
  type SqliteHandle,
  threadSettings,
} from "./sqlite-file.ts";
import { WritingThread } from "./sqlite-thread.ts";
import { Turns } from "./turns.ts";

/** How long a statement waits for another program's lock, the time in its own process's queue included. */
export const PATIENCE_MS = 5_000;

/** Between two tries the process does other work; never in step with another process that waits alike. */
const retryDelayMs = (): number => 5 + Math.random() * 20;

async function whileLocked<T>(deadline: number, run: () => T | Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await run();
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
 * has the writer to itself, for a statement or for a transaction. A patient transaction is written by a thread.
 */
class Connection implements DatabaseConnection {
  readonly #file: OpenFile;
  /** In a transaction, what writes it. */
  #writer: SqliteHandle | WritingThread | undefined;
  #endTurn = () => {};

  constructor(file: OpenFile) {
    this.#file = file;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { reader, writer, turns } = this.#file;
    const deadline = performance.now() + PATIENCE_MS;
    if (this.#writer) return resultOf(await this.#writer.run(query.sql, query.parameters));
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
    if (this.#writer instanceof WritingThread) {
      const { rows } = await this.#writer.run(query.sql, query.parameters);
      for (const row of rows) yield { rows: [row as R] };
      return;
    }
    // A walk pins the reader's snapshot, so it goes over the writer, alone.
    const done = this.#writer ? undefined : await turns.next();
    try {
      for (const row of writer.walk(query.sql, query.parameters)) yield { rows: [row as R] };
    } finally {
      done?.();
    }
  }

  /** Takes the write lock at once: a lock that is asked for half-way through a transaction can only fail. */
  async begin(): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    const isPatient = this.#file.isPatient();
    const waits = !this.#file.isRepeatable();
    const done = await this.#file.turns.next(isPatient);
    const writer = (isPatient && this.#file.thread) || this.#file.writer;
    try {
      await writer.waitForDisk(waits);
      await whileLocked(deadline, () => writer.run("begin immediate"));
    } catch (error) {
      done();
      throw error;
    }
    this.#writer = writer;
    this.#endTurn = done;
  }

  async commit(): Promise<void> {
    await this.#writer?.run("commit");
    this.#release();
  }

  async rollback(): Promise<void> {
    try {
      await this.#writer?.run("rollback");
    } finally {
      this.#release();
    }
  }

  async close(): Promise<void> {
    if (this.#writer) await this.rollback();
  }

  #release(): void {
    if (this.#writer instanceof WritingThread) this.#writer.rest();
    this.#writer = undefined;
    this.#endTurn();
  }
}

function resultOf<R>({ rows, changes }: Ran): QueryResult<R> {
  const result = { rows: rows as R[] };
  return changes === undefined ? result : { ...result, numAffectedRows: changes };
}

/** Of the transaction that begins now, `isRepeatable` and `isPatient` as in `TransactOptions`. `turns`: who writes next. */
export type FileOptions = { isRepeatable?: () => boolean; isPatient?: () => boolean; turns?: Turns };

type OpenFile = {
  writer: SqliteHandle;
  reader: SqliteHandle;
  thread?: WritingThread;
} & Required<FileOptions>;

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
    await own(connection).commit();
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await own(connection).rollback();
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    await own(connection).close();
  }

  async destroy(): Promise<void> {
    const { writer, reader, thread, turns } = this.#file;
    const done = await turns.next();
    await thread?.close();
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
    const thread = WritingThread.isThere ? { thread: new WritingThread(threadSettings(file)) } : {};
    return { writer, reader: openReader(file), ...thread, turns, isRepeatable, isPatient };
  } catch (error) {
    writer.close();
    throw error;
  }
}
