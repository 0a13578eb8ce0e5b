import "server-only";
import { sql } from "kysely";
import { env } from "#lib/core/env.ts";
import { db, dialect, storeFile, type Tx } from "#lib/store/db/connection.ts";
import { openReader } from "#lib/store/db/sqlite-file.ts";

type Row = Record<string, unknown>;
export type Table = { name: string; columns: string[] };

/** The store as it stood at one moment, whatever is written meanwhile. */
export type Snapshot = {
  tables: Table[];
  migrations: string[];
  rows: (table: Table) => AsyncIterable<Row[]>;
};

/** Not carried over: the record of migrations is made anew, and leases belong to processes that run. */
const LEFT_OUT = new Set(["kysely_migration", "kysely_migration_lock", "leases"]);
const PAGE = 500;

/** Runs `work` on a snapshot. Writers go on meanwhile on both databases. */
export function withSnapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  return dialect() === "sqlite" ? withSqlite(work) : withPostgres(work);
}

async function withSqlite<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  // A handle of its own: in a transaction of the store's writer nobody else could write.
  const handle = openReader(storeFile(env().ROLLCALL_DATA_DIR));
  try {
    handle.run("begin");
    const read = async (text: string) => handle.run(text).rows;
    // The first read fixes the moment.
    const names = await read(
      "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'",
    );
    const links = await read(
      `select m.name as child, f."table" as parent from sqlite_master m, pragma_foreign_key_list(m.name) f`,
    );
    const tables: Table[] = [];
    for (const name of inOrder(
      names.map((row) => String(row.name)),
      links,
    )) {
      const columns = await read(`select name from pragma_table_info(${quoted(name, "'")}) order by name`);
      tables.push({ name, columns: columns.map((column) => String(column.name)) });
    }
    const rows = async function* ({ name, columns }: Table) {
      let page: Row[] = [];
      for (const row of handle.walk(`select ${list(columns)} from ${quoted(name)}`, [])) {
        page.push(row);
        if (page.length < PAGE) continue;
        yield page;
        page = [];
      }
      yield page;
    };
    const migrations = (await read("select name from kysely_migration order by name")).map((row) =>
      String(row.name),
    );
    return await work({ tables, migrations, rows });
  } finally {
    handle.close();
  }
}

const withPostgres = <T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> =>
  db()
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (tx) => {
      const read = (text: string) => rowsOf(tx, text);
      const here = "= current_schema()";
      const columns = await read(
        `select table_name as name, column_name as column from information_schema.columns
         where table_schema ${here} order by table_name, column_name`,
      );
      const links = await read(
        `select c.relname as child, p.relname as parent from pg_constraint k
         join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid
         join pg_namespace n on n.oid = k.connamespace where k.contype = 'f' and n.nspname ${here}`,
      );
      const byName = Map.groupBy(columns, (row) => String(row.name));
      const tables = inOrder([...byName.keys()], links).map((name) => ({
        name,
        columns: (byName.get(name) ?? []).map((row) => String(row.column)),
      }));
      const rows = async function* (table: Table) {
        await read(
          `declare backup no scroll cursor for select ${list(table.columns)} from ${quoted(table.name)}`,
        );
        try {
          for (;;) {
            const page = await read(`fetch ${PAGE} from backup`);
            yield page;
            if (page.length < PAGE) break;
          }
        } finally {
          await read("close backup");
        }
      };
      const migrations = (await read("select name from kysely_migration order by name")).map((row) =>
        String(row.name),
      );
      return await work({ tables, migrations, rows });
    });

const rowsOf = async (tx: Tx, text: string): Promise<Row[]> =>
  (await sql<Row>`${sql.raw(text)}`.execute(tx)).rows;

/** Names come from the database itself; quoting is for what a name may hold. */
const quoted = (name: string, sign = '"'): string => sign + name.replaceAll(sign, sign + sign) + sign;
const list = (columns: string[]): string => columns.map((column) => quoted(column)).join(", ");

/** Parents before the rows that belong to them, so that a restore can add them in this order. */
function inOrder(names: string[], links: Row[]): string[] {
  const done: string[] = [];
  const left = new Set(names.filter((name) => !LEFT_OUT.has(name)).sort());
  while (left.size > 0) {
    const free = [...left].filter((name) =>
      links.every(({ child, parent }) => child !== name || parent === name || !left.has(String(parent))),
    );
    if (free.length === 0) throw new Error("The store's tables belong to each other in a circle");
    for (const name of free) {
      done.push(name);
      left.delete(name);
    }
  }
  return done;
}
