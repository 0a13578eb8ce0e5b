import "server-only";
import { type ColumnDataType, type CreateTableBuilder, type Kysely, type RawBuilder, sql } from "kysely";
import type { DialectName } from "../connection.ts";

/** A column's type; `?` allows null. `big` is for counters that outgrow 32 bits. */
export type ColumnKind = "text" | "text?" | "int" | "int?" | "zero" | "big";

export type TableDefinition = {
  columns: Record<string, ColumnKind>;
  primaryKey: string[];
  /** Column → table whose `id` it holds; the row goes when that one goes. */
  belongsTo?: Record<string, string>;
};

export type IndexDefinition = {
  on: string;
  columns: string[];
  unique?: true;
  /** Leaves tombstones out, as every listing does. */
  present?: true;
  /**
   * Columns that SQLite's index carries besides, to search and filter without going to the rows. Postgres limits the size of
   * an index entry, and searches rows fast enough.
   */
  carries?: string | string[];
};

/** Postgres would order text by its own language's rules; `C` is byte order, which is SQLite's. */
export function dataType(kind: ColumnKind, dialect: DialectName): ColumnDataType | RawBuilder<unknown> {
  if (kind.startsWith("text")) return dialect === "postgres" ? sql`text collate "C"` : "text";
  return kind === "big" && dialect === "postgres" ? "bigint" : "integer";
}

/** Makes a table whose columns are typed alike on both databases. */
export async function createTable(
  db: Kysely<unknown>,
  dialect: DialectName,
  name: string,
  definition: TableDefinition,
): Promise<void> {
  let table: CreateTableBuilder<string, string> = db.schema.createTable(name);
  for (const [column, kind] of Object.entries(definition.columns)) {
    table = table.addColumn(column, dataType(kind, dialect), (made) => {
      if (kind === "zero") return made.notNull().defaultTo(0);
      return kind.endsWith("?") ? made : made.notNull();
    });
  }
  table = table.addPrimaryKeyConstraint(`${name}_pk`, definition.primaryKey);
  for (const [column, target] of Object.entries(definition.belongsTo ?? {})) {
    table = table.addForeignKeyConstraint(`${name}_${column}_fk`, [column], target, ["id"], (key) =>
      key.onDelete("cascade"),
    );
  }
  await table.execute();
}

/** Adds a column to a table that is there: one that may be null, or counts from 0. */
export async function addColumn(
  db: Kysely<unknown>,
  dialect: DialectName,
  table: string,
  column: string,
  kind: Extract<ColumnKind, "text?" | "int?" | "zero">,
): Promise<void> {
  await db.schema
    .alterTable(table)
    .addColumn(column, dataType(kind, dialect), (made) =>
      kind === "zero" ? made.notNull().defaultTo(0) : made,
    )
    .execute();
}

/**
 * Makes an index, named after its table and columns. A column with `?` may be null: nulls are the smallest there on
 * both databases, as `nullsSmallest` of `lib/store/db/search.ts` orders them.
 */
export async function createIndex(
  db: Kysely<unknown>,
  dialect: DialectName,
  { on, columns, unique, present, carries }: IndexDefinition,
): Promise<void> {
  const names = columns.map((column) => column.replace("?", ""));
  const terms = columns.map((column, index) =>
    dialect === "postgres" && column.endsWith("?")
      ? sql`${sql.ref(names[index] ?? "")} asc nulls first`
      : sql`${sql.ref(names[index] ?? "")}`,
  );
  if (carries && dialect === "sqlite")
    terms.push(...[carries].flat().map((column) => sql`${sql.ref(column)}`));
  const name = sql.ref(`${on}_${names.join("_")}_${unique ? "key" : "idx"}`);
  const kind = sql.raw(unique ? "unique index" : "index");
  const rows = present ? sql` where removed_at is null` : sql``;
  await sql`create ${kind} ${name} on ${sql.table(on)} (${sql.join(terms)})${rows}`.execute(db);
}
