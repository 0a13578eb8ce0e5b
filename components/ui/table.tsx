import type { ComponentProps, ReactNode } from "react";
import { fixedWidth } from "#components/data-table/columns.ts";
import { cx } from "#components/ui/cx.ts";

/** Widths in pixels, or as CSS says them; `undefined` is the one fluid column. */
export type PlainColumn = {
  label: string;
  width?: number | string;
  isHidden?: boolean;
  align?: "end";
};

/** Two rows of text: what an entry is, and a `SecondLine` below it. */
const TWO_LINES = cx(
  "two",
  "[&_td]:leading-[17px] sm:[&_td]:h-row-two sm:[&_td]:py-1.5",
  "[&_td>span:first-child]:flex [&_td>span:first-child]:h-[18px] [&_td>span:first-child]:items-center",
  "max-sm:[&_.at-1e]:self-start max-sm:[&_.at-1e]:text-small/[17px]",
  "max-sm:[&_.at-2]:pt-1 max-sm:[&_.at-2]:col-span-2",
);

/** A plain table for short lists. Roles are spelled out because `display: grid` at 390 px drops them. */
export function Table({
  label,
  columns,
  isTwoLine,
  children,
}: {
  label: string;
  columns: readonly PlainColumn[];
  isTwoLine?: boolean;
  children: ReactNode;
}) {
  return (
    <table
      className={cx("register no-check", isTwoLine && TWO_LINES)}
      style={fixedWidth(columns)}
      role="table"
      aria-label={label}
    >
      <colgroup>
        {columns.map((column) => (
          <col key={column.label} style={column.width ? { width: column.width } : undefined} />
        ))}
      </colgroup>
      <thead role="rowgroup">
        <Row>
          {columns.map((column) => (
            <th key={column.label} scope="col" role="columnheader" className={column.align && "text-end"}>
              {column.isHidden ? <span className="sr-only">{column.label}</span> : column.label}
            </th>
          ))}
        </Row>
      </thead>
      <tbody role="rowgroup">{children}</tbody>
    </table>
  );
}

export function Row(props: ComponentProps<"tr">) {
  return <tr role="row" {...props} />;
}

/** `at-1` `at-1e` `at-2` `at-2e` `at-3` as class say where a cell stands at 390 px; without one it is not shown there. */
export function Cell(props: ComponentProps<"td">) {
  return <td role="cell" {...props} />;
}

const TONES = { faint: "text-faint", warn: "text-warn", danger: "text-danger" };

/** The lower line of a cell in a table of two lines. */
export function SecondLine({
  tone = "faint",
  isWrapped,
  ...rest
}: ComponentProps<"small"> & {
  tone?: keyof typeof TONES;
  /** A reason: up to two lines of it, so that it can be read. */
  isWrapped?: boolean;
}) {
  return (
    <small
      className={cx(
        "text-small",
        isWrapped ? "line-clamp-2 pb-1 whitespace-normal wrap-anywhere" : "block truncate",
        TONES[tone],
      )}
      {...rest}
    />
  );
}
