"use client";

import { memo } from "react";
import type { Column } from "#components/data-table/columns.ts";
import { cx } from "#components/ui/cx.ts";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";

type BodyRowProps<Row> = {
  row: Row;
  index: number;
  columns: readonly Column<Row>[];
  isEntry: boolean;
  className: string | undefined;
};

const cellClass = <Row,>({ className, align, fits }: Column<Row>): string | undefined =>
  cx(className, fits, align && "text-end") || undefined;

function PlainBodyRow<Row>({ row, index, columns, isEntry, className }: BodyRowProps<Row>) {
  return (
    // The roles are spelled out: display: grid at 390 px drops the native ones.
    <tr
      role="row"
      className={className}
      data-row={index}
      aria-rowindex={index + 2}
      tabIndex={isEntry ? 0 : -1}
    >
      {columns.map((column) => (
        <td key={column.id} role="cell" className={cellClass(column)} tabIndex={-1} {...column.attrs?.(row)}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

/** Rendered again only when its row, its place or the columns changed. */
export const BodyRow = memo(PlainBodyRow) as typeof PlainBodyRow;

export function SkeletonRow<Row>({ columns, index }: { columns: readonly Column<Row>[]; index?: number }) {
  return (
    <tr aria-hidden="true" data-row={index} tabIndex={-1}>
      {columns.map((column) => (
        <td key={column.id} className={cellClass(column)}>
          {column.skeleton !== undefined && <SkeletonBar width={column.skeleton} />}
        </td>
      ))}
    </tr>
  );
}
