import type { CSSProperties, ReactElement, ReactNode } from "react";

/** In pixels, or as CSS says it. */
export type Width = number | string;
/** A width that takes its share of the table, in hundredths, between two limits in pixels: names are not cut beside empty space. */
export const between = (least: number, share: number, most: number): Width =>
  `clamp(${least}px, ${share}cqw, ${most}px)`;

/** What a column is; its width is fixed, except for the one column without `width`. */
export type Column<Row> = {
  id: string;
  header: string;
  /** The header is for screen readers alone. */
  isHeaderHidden?: boolean;
  /** Replaces the header's text: the "select all" box. */
  headerCell?: ReactElement;
  width?: Width;
  /** A class that leaves the column out where the table is narrower than it says. */
  fits?: string;
  /** Can be sorted by; `id` is then the sort's name. `desc`: the first press sorts downwards. */
  sort?: "asc" | "desc";
  align?: "end";
  /** Classes of the body's cells: `at-1` … `at-2e` say where they stand at 390 px. */
  className?: string;
  headerClassName?: string;
  /** Attributes of the body's cells; `dir` where a word of somebody else's stands alone in them. */
  attrs?: (row: Row) => { title?: string; dir?: "auto" } | undefined;
  /** Width of the bar that stands in for a value not loaded yet. */
  skeleton?: number;
  cell: (row: Row) => ReactNode;
};

/** What stands above a column's head, for the eye: the head says it too. */
export type ColumnGroup = { id: string; className?: string; content?: ReactNode };

/** What columns of a fixed width take, as a sum in CSS: the fluid one keeps room beside them, and the table scrolls sideways before that. */
export const fixedWidth = (columns: readonly Pick<Column<never>, "width" | "fits">[]) =>
  ({
    "--fixed": columns.reduce(
      (sum, { width, fits }) =>
        width && !fits ? `${sum} + ${typeof width === "number" ? `${width}px` : width}` : sum,
      "0px",
    ),
  }) as CSSProperties;

export type SortState = { by: string; dir: "asc" | "desc" };
