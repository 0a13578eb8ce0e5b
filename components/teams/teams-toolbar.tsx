"use client";

import { useQuery } from "@tanstack/react-query";
import type { Column } from "#components/data-table/columns.ts";
import { Filters } from "#components/data-table/filters.tsx";
import type { FilterState } from "#components/data-table/use-filter.ts";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { Toolbar, ToolbarCount } from "#components/ui/toolbar.tsx";
import { FilterActions } from "#components/views/filter-actions.tsx";
import { grouped } from "#lib/core/grouped.ts";
import type { Role } from "#lib/core/permissions.ts";
import type { TEAM_FIELDS } from "#lib/directory/teams/filter.ts";
import { managerOptions } from "#lib/directory/teams/queries.ts";
import type { Manager } from "#lib/directory/teams/schema.ts";
import { anyVendor, vendorOptions } from "#lib/vendors/words.ts";

export function TeamsToolbar({
  state,
  initialManagers,
  columns,
  count,
  role,
}: {
  state: FilterState<typeof TEAM_FIELDS>;
  initialManagers: readonly Manager[];
  /** Of the table below. */
  columns: readonly Pick<Column<never>, "id" | "header" | "sort">[];
  count: number | undefined;
  role: Role;
}) {
  const { data: managers } = useQuery({ ...managerOptions(), initialData: [...initialManagers] });
  const people = new Map(managers.map((manager) => [manager.userId, manager.label]));
  return (
    <Toolbar>
      <SearchField label="Filter teams" state={state} />
      <Filters state={state} columns={columns}>
        <FilterSelect
          label="Vendor"
          value={state.filter.vendor ?? ""}
          options={[{ value: "", label: anyVendor() }, ...vendorOptions((id) => id)]}
          onChange={(vendor) => state.set({ vendor })}
        />
        <FilterSelect
          label="Managed by"
          value={state.filter.managedBy ?? ""}
          options={[
            { value: "", label: "Managed by anyone" },
            ...[...people].map(([value, label]) => ({ value, label })),
          ]}
          onChange={(managedBy) => state.set({ managedBy })}
        />
        <FilterActions state={state} save={{ page: "teams", role }} />
      </Filters>
      <ToolbarCount isLive>
        {count !== undefined && `${grouped(count)} ${count === 1 ? "team" : "teams"}`}
      </ToolbarCount>
    </Toolbar>
  );
}
