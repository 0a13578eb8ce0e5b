import "server-only";
import { CompiledQuery } from "kysely";
import { perProcess } from "#lib/core/per-process.ts";
import { dialect, type Tx } from "./connection.ts";
import type { Each } from "./sqlite-file.ts";
import { chunks } from "./synced-rows.ts";
import type { Tables } from "./tables.ts";

/** How rows go into a table. Its names are Rollcall's own: they become part of the statement. */
export type Insertion<T extends keyof Tables> = {
  table: T;
  columns: readonly (keyof Tables[T] & string)[];
  /** What stands behind the values, after "on conflict"; `?` for each of `values`. */
  onConflict: string;
  values?: readonly (string | number | null)[];
};

/** The statements of this process by what they do: to build one for a hundred rows takes longer than to run it. */
const statements = () => perProcess("insert-statements", () => new Map<string, string>());

/** Inserts many rows in few statements, as `insertInto` does, which is made for few rows. Returns how many were written. */
export async function insertRows<T extends keyof Tables>(
  tx: Tx,
  { table, columns, onConflict, values = [] }: Insertion<T>,
  rows: readonly { [Column in keyof Tables[T]]?: unknown }[],
): Promise<number> {
  let written = 0;
  const isOneByOne = dialect() === "sqlite";
  for (const some of chunks(rows)) {
    const count = isOneByOne ? 1 : some.length;
    const key = `${dialect()} ${table} ${columns.join(" ")} ${count} ${onConflict}`;
    const text = statements().get(key) ?? textOf(table, columns, count, onConflict);
    statements().set(key, text);
    const cells = some.map((row) => columns.map((column) => row[column] ?? null));
    const parameters = isOneByOne
      ? [{ each: values.length > 0 ? cells.map((row) => [...row, ...values]) : cells } satisfies Each]
      : [...cells.flat(), ...values];
    const { numAffectedRows } = await tx.executeQuery(CompiledQuery.raw(text, parameters));
    written += Number(numAffectedRows ?? 0);
  }
  return written;
}

function textOf(table: string, columns: readonly string[], rows: number, onConflict: string): string {
  let places = 0;
  const place = () => (dialect() === "postgres" ? `$${++places}` : "?");
  const row = () => `(${columns.map(place).join(", ")})`;
  const names = columns.map((column) => `"${column}"`).join(", ");
  const values = Array.from({ length: rows }, row).join(", ");
  return `insert into "${table}" (${names}) values ${values} on conflict ${onConflict.replaceAll("?", place)}`;
}

/** Has the new row's values take the place of the old one's. */
export const overwriting = (columns: readonly string[]): string =>
  columns.map((column) => `"${column}" = excluded."${column}"`).join(", ");
