"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { type Column, type ColumnGroup, fixedWidth, type SortState } from "#components/data-table/columns.ts";
import { slotsFor } from "#components/data-table/gaps.ts";
import { HeaderRow } from "#components/data-table/header-row.tsx";
import { BodyRow, SkeletonRow } from "#components/data-table/rows.tsx";
import { useRoving } from "#components/data-table/use-roving.ts";
import { useVisibleRows } from "#components/data-table/use-visible-rows.ts";
import { cx } from "#components/ui/cx.ts";
import { ScrollArea } from "#components/ui/scroll-area.tsx";

/** Rows of the skeleton while nothing is known. */
const SKELETON_ROWS = 14;

export type DataTableProps<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  total: number;
  rowAt: (index: number) => Row | undefined;
  rowKey: (row: Row) => string;
  rowClass?: ((row: Row) => string | undefined) | undefined;
  sort: SortState;
  onSort: (sort: SortState) => void;
  /** Rows first…last stand in the window: load them. */
  onRange: (first: number, last: number) => void;
  /** Nothing was ever read: the skeleton stands for rows. */
  isLoading?: boolean;
  /** Rows of another filter are still shown. */
  isStale?: boolean;
  empty?: ReactNode;
  onOpen?: ((row: Row) => void) | undefined;
  /** Shift with a move by key: the selection reaches from one row to the other. */
  onExtend?: ((from: number, to: number) => void) | undefined;
  /** A letter on a row; true where it did something. */
  onKey?: ((key: string, row: Row) => boolean) | undefined;
  hasBar?: boolean;
  hasCheck?: boolean;
  className?: string;
  /** What stands above the columns' heads, from the left. */
  groups?: readonly ColumnGroup[] | undefined;
  /** Height of a row at 390 px where it is not two lines. */
  phoneRowPx?: number;
  /** The same on a wide screen where it is not one line. */
  rowPx?: number;
};

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, total, rowAt, rowKey, rowClass, onRange, isLoading, isStale, onOpen } = props;
  const box = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const { indexes, rowPx, scrollTo } = useVisibleRows(total, box, body, props.phoneRowPx, props.rowPx);
  const first = indexes[0] ?? 0;
  const last = indexes.at(-1) ?? 0;
  useEffect(() => onRange(first, last), [onRange, first, last]);
  const roving = useRoving({
    table,
    count: total,
    scrollTo,
    onOpen: (index) => {
      const row = rowAt(index);
      if (row) onOpen?.(row);
    },
    onExtend: props.onExtend,
    onKey: (key, index) => {
      const row = rowAt(index);
      return row !== undefined && props.onKey?.(key, row) === true;
    },
  });
  const slots = slotsFor(indexes, total, roving.kept);
  const entry = slots.some((slot) => "row" in slot && slot.row === roving.entry) ? roving.entry : first;
  return (
    <ScrollArea hasBar={props.hasBar} ref={box}>
      {/* The roles are spelled out: display: grid at 390 px drops the native ones. */}
      <table
        ref={table}
        className={cx(
          "register is-virtual",
          props.className,
          !props.hasCheck && "no-check",
          isStale && "[&_tbody]:opacity-70",
        )}
        style={fixedWidth(columns)}
        role="table"
        aria-label={label}
        aria-rowcount={total + 1}
        aria-colcount={columns.length}
        aria-busy={isLoading || isStale || undefined}
        onFocus={roving.onFocus}
        onBlur={roving.onBlur}
        onKeyDown={roving.onKeyDown}
      >
        <colgroup>
          {columns.map((column) => (
            <col
              key={column.id}
              className={column.fits}
              style={column.width ? { width: column.width } : undefined}
            />
          ))}
        </colgroup>
        <HeaderRow
          columns={columns}
          groups={props.groups}
          sort={props.sort}
          onSort={props.onSort}
          isEntry={total === 0}
        />
        <tbody role="rowgroup" ref={body}>
          {isLoading &&
            total === 0 &&
            Array.from({ length: SKELETON_ROWS }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows that are nobody yet
              <SkeletonRow key={index} columns={columns} />
            ))}
          {slots.map((slot) => {
            if ("gap" in slot)
              return (
                // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus
                <tr
                  key={`gap-${slot.before}`}
                  className="pad"
                  aria-hidden="true"
                  style={{ "--pad": `${slot.gap * rowPx}px` } as Record<string, string>}
                >
                  {/* Not across all: it would count columns that a narrow table leaves out, and each takes its share. */}
                  <td />
                </tr>
              );
            const row = rowAt(slot.row);
            if (!row) return <SkeletonRow key={`wait-${slot.row}`} columns={columns} index={slot.row} />;
            return (
              <BodyRow
                key={rowKey(row)}
                row={row}
                index={slot.row}
                columns={columns}
                isEntry={slot.row === entry}
                className={rowClass?.(row)}
              />
            );
          })}
        </tbody>
      </table>
      {total === 0 && !isLoading && props.empty}
    </ScrollArea>
  );
}
