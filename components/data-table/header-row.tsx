"use client";

import { cloneElement } from "react";
import type { Column, ColumnGroup, SortState } from "#components/data-table/columns.ts";
import { HEADER_ROW } from "#components/data-table/stops.ts";
import { cx } from "#components/ui/cx.ts";
import { Icon } from "#components/ui/icon.tsx";

const SORT = "inline-flex h-4 cursor-pointer items-center gap-1 align-middle text-inherit hover:text-text";

export function HeaderRow<Row>({
  columns,
  groups,
  sort,
  onSort,
  isEntry,
}: {
  columns: readonly Column<Row>[];
  groups?: readonly ColumnGroup[] | undefined;
  sort: SortState;
  onSort: (sort: SortState) => void;
  isEntry: boolean;
}) {
  const content = (column: Column<Row>) => {
    // Drawn anew with the rows, which it may tell of; columns stay the same while rows come.
    if (column.headerCell) return cloneElement(column.headerCell);
    if (column.isHeaderHidden) return <span className="sr-only">{column.header}</span>;
    // The box of a button, so that all of them stand on one line.
    if (!column.sort)
      return <span className="inline-flex h-4 items-center align-middle">{column.header}</span>;
    const isSorted = sort.by === column.id;
    const dir = isSorted ? (sort.dir === "asc" ? "desc" : "asc") : column.sort;
    return (
      <button
        type="button"
        className={cx(SORT, column.align && "flex-row-reverse")}
        tabIndex={-1}
        onClick={() => onSort({ by: column.id, dir })}
      >
        {column.header}
        {isSorted && <Icon name={sort.dir === "asc" ? "up" : "down"} className="size-[11px] stroke-[2.2]" />}
      </button>
    );
  };
  return (
    // The roles are spelled out: display: grid at 390 px drops the native ones.
    <thead role="rowgroup">
      {groups && (
        // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus
        <tr aria-hidden="true">
          {groups.map((group) => (
            <td key={group.id} className={group.className}>
              {group.content}
            </td>
          ))}
        </tr>
      )}
      <tr role="row" data-row={HEADER_ROW} aria-rowindex={1} tabIndex={isEntry ? 0 : -1}>
        {columns.map((column) => (
          <th
            key={column.id}
            role="columnheader"
            scope="col"
            data-fits={column.fits ? column.id : undefined}
            className={cx(
              column.fits,
              column.headerClassName,
              column.align && "text-end",
              sort.by === column.id && column.sort && "font-medium text-text",
            )}
            aria-sort={
              sort.by === column.id && column.sort
                ? sort.dir === "asc"
                  ? "ascending"
                  : "descending"
                : undefined
            }
          >
            {content(column)}
          </th>
        ))}
      </tr>
    </thead>
  );
}
