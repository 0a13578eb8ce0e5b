import type { ReactElement, ReactNode } from "react";

/** What a column is; its width is fixed, except for the one column without `width`. */
export type Column<Row> = {
  id: string;
  header: string;
  /** The header is for screen readers alone. */
  isHeaderHidden?: boolean;
  /** Replaces the header's text: the "select all" box. */
  headerCell?: ReactElement;
  width?: number;
  /** Can be sorted by; `id` is then the sort's name. `desc`: the first press sorts downwards. */
  sort?: "asc" | "desc";
  align?: "end";
  /** Classes of the body's cells: `at-1` … `at-2e` say where they stand at 390 px. */
  className?: string;
  headerClassName?: string;
  /** Width of the bar that stands in for a value not loaded yet. */
  skeleton?: number;
  cell: (row: Row) => ReactNode;
};

/** A stretch of columns that belong together. It is for the eye: each column's own head says it too. */
export type ColumnGroup = { id: string; span: number; className?: string; content?: ReactNode };

export type SortState = { by: string; dir: "asc" | "desc" };
