"use client";

import type { Column } from "#components/data-table/columns.ts";
import type { FilterState } from "#components/data-table/use-filter.ts";
import { Select } from "#components/ui/select.tsx";
import type { Fields } from "#lib/core/filter/fields.ts";

type Sorting = { sort?: string | undefined; dir?: "asc" | "desc" | undefined };

/** The order of the rows, where the table's heads are not shown. */
export function SortFields({
  state,
  sorts,
}: {
  state: Pick<FilterState<Fields>, "filter" | "setSort">;
  sorts: readonly Pick<Column<never>, "id" | "header">[];
}) {
  const { sort, dir = "asc" } = state.filter as Sorting;
  return (
    <div className="flex gap-2.5">
      <Select
        className="flex-1 [&>select]:w-full"
        aria-label="Sort by"
        value={sort}
        onChange={(event) => state.setSort({ by: event.target.value, dir })}
      >
        {sorts.map((column) => (
          <option key={column.id} value={column.id}>
            {column.header}
          </option>
        ))}
      </Select>
      <Select
        className="flex-1 [&>select]:w-full"
        aria-label="Order"
        value={dir}
        onChange={(event) =>
          state.setSort({ by: sort ?? "", dir: event.target.value === "desc" ? "desc" : "asc" })
        }
      >
        <option value="asc">Ascending</option>
        <option value="desc">Descending</option>
      </Select>
    </div>
  );
}
