"use client";

import type { ReactNode } from "react";
import { Filters } from "#components/data-table/filters.tsx";
import type { FilterState } from "#components/data-table/use-filter.ts";
import { HelpLink } from "#components/help/help-link.tsx";
import { TeamFilter } from "#components/teams/team-filter.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { Toolbar, ToolbarCount } from "#components/ui/toolbar.tsx";
import { FilterActions } from "#components/views/filter-actions.tsx";
import type { Role } from "#lib/core/permissions.ts";
import type { SECRET_FIELDS } from "#lib/directory/secrets/filter.ts";

const AGES = [
  { value: "", label: "Any age" },
  { value: "30", label: "30 days or more" },
  { value: "90", label: "90 days or more" },
  { value: "180", label: "180 days or more" },
  { value: "365", label: "A year or more" },
];

const SORTS = [
  { id: "age", header: "Age", sort: "desc" },
  { id: "name", header: "Name", sort: "asc" },
  { id: "modified", header: "Last changed", sort: "desc" },
  { id: "created", header: "Created", sort: "desc" },
  { id: "inUse", header: "In use", sort: "desc" },
] as const;

export function SecretsToolbar({
  state,
  overAll,
  count,
}: {
  state: FilterState<typeof SECRET_FIELDS>;
  /** Over all teams: one of them can be filtered by, and the filter kept. `teamName`: of the one that is. */
  overAll?: { teamName: string | undefined; role: Role };
  count: ReactNode;
}) {
  const { filter, set } = state;
  const age = filter.olderThan === undefined ? "" : String(filter.olderThan);
  const ages = AGES.some((option) => option.value === age)
    ? AGES
    : [...AGES, { value: age, label: `${age} days or more` }];
  return (
    <Toolbar>
      <SearchField label="Search secrets" state={state} />
      <Filters state={state} columns={SORTS}>
        <FilterSelect
          label="Filter by age"
          value={age}
          options={ages}
          onChange={(olderThan) => set({ olderThan })}
        />
        <FilterSelect
          label="Filter by policy"
          value={filter.due ?? ""}
          options={[
            { value: "", label: "Due or not" },
            { value: "due", label: "Due" },
            { value: "overdue", label: "Overdue" },
          ]}
          onChange={(due) => set({ due })}
        />
        {overAll && (
          <span className="max-w-full">
            <TeamFilter
              value={filter.team ?? ""}
              name={overAll.teamName}
              any="All teams"
              that={(capabilities) => capabilities.secrets}
              onChoose={(team) => set({ team })}
            />
          </span>
        )}
        <FilterSelect
          label="Filter by use"
          value={filter.inUse ?? ""}
          options={[
            { value: "", label: "In use or not" },
            { value: "yes", label: "In use" },
            { value: "no", label: "Not in use" },
          ]}
          onChange={(inUse) => set({ inUse })}
        />
        <FilterActions
          state={state}
          {...(overAll ? { save: { page: "secrets", role: overAll.role } } : {})}
        />
      </Filters>
      {!overAll && <HelpLink topic="rotation" className="max-sm:hidden" />}
      <ToolbarCount isLive>{count}</ToolbarCount>
    </Toolbar>
  );
}
