import "server-only";
import type { Tables } from "#lib/store/db/tables.ts";
import type { SealBinding } from "./key-ring.ts";

/** Rows of `meta` that are sealed: the check row, from which other secrets are derived, and the sessions' own secret. */
export const ROOT_ROW = "key-ring.root";
export const SESSION_ROW = "key-ring.session";

type ColumnOf<T extends keyof Tables> = Extract<keyof Tables[T], string>;

/** A column that holds sealed texts, and which columns of its row say where they belong. */
export type SealedColumn = {
  table: string;
  column: string;
  id: string;
  vendor?: string;
  target?: string;
  /** What people call the row. */
  label?: string;
  /** Only these rows hold a sealed text. */
  rows?: readonly string[];
};

const sealed = <T extends keyof Tables>(
  table: T,
  column: ColumnOf<T>,
  id: ColumnOf<T>,
  more: { vendor?: ColumnOf<T>; target?: ColumnOf<T>; label?: ColumnOf<T>; rows?: readonly string[] } = {},
): SealedColumn => ({ table, column, id, ...more });

/** Every sealed column of the store: what a new key seals again, and what still needs an old one. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  sealed("meta", "value", "key", { rows: [ROOT_ROW, SESSION_ROW] }),
  sealed("connections", "sealed_token", "id", { vendor: "vendor", target: "target_id", label: "label" }),
  sealed("webhooks", "sealed_secret", "id"),
  sealed("two_factor", "sealed_secret", "user_id"),
  sealed("changes", "sealed_value", "id"),
  sealed("approvals", "sealed_values", "id"),
  sealed("schedules", "sealed_values", "id"),
  sealed("plans", "sealed_values", "id"),
];

export type SealedRow = {
  id: string;
  sealed: string;
  vendor?: string | null;
  target?: string | null;
  label?: string | null;
};

/** Where a row's sealed text belongs, as whoever sealed it said. */
export const bindingOf = (column: SealedColumn, row: SealedRow): SealBinding => ({
  table: column.table,
  column: column.column,
  row: row.id,
  ...(column.vendor && row.vendor ? { vendor: row.vendor } : {}),
  ...(column.target && row.target ? { target: row.target } : {}),
});
