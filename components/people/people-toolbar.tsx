"use client";

import type { Column } from "#components/data-table/columns.ts";
import { Filters } from "#components/data-table/filters.tsx";
import type { FilterState } from "#components/data-table/use-filter.ts";
import { orTemporary, TEMPORARY } from "#components/ends/temporary-filter.ts";
import { TeamFilter } from "#components/teams/team-filter.tsx";
import { Button } from "#components/ui/button.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { Toolbar, ToolbarCount } from "#components/ui/toolbar.tsx";
import { FilterActions } from "#components/views/filter-actions.tsx";
import { grouped } from "#lib/core/grouped.ts";
import type { Role } from "#lib/core/permissions.ts";
import type { PERSON_FIELDS } from "#lib/directory/people/filter.ts";
import type { MatrixTeam } from "#lib/directory/people/schema.ts";
import { severalWord, vendorOptions } from "#lib/vendors/words.ts";

const INVITED_DAYS = [3, 7, 14, 30];
const INACTIVE_DAYS = [30, 90, 180, 365];

/** The choices, and the one of the address where somebody typed another number there. */
const withOwn = (choices: readonly number[], own: number | undefined): number[] =>
  own === undefined || choices.includes(own) ? [...choices] : [...choices, own].sort((a, b) => a - b);

const days = (count: number): string => (count === 1 ? "1 day" : `${grouped(count)} days`);

export function PeopleToolbar({
  state,
  teamName,
  columns,
  count,
  onBoth,
  organizations,
  role,
  onList,
  onColumns,
}: {
  state: FilterState<typeof PERSON_FIELDS>;
  /** Of the team that is filtered by. */
  teamName: string | undefined;
  /** Of the table below. */
  columns: readonly Pick<Column<never>, "id" | "header" | "sort">[];
  count: number | undefined;
  onBoth: number;
  organizations: readonly MatrixTeam[];
  role: Role;
  /** A list of addresses was pasted, or is to be given. */
  onList: (text: string) => void;
  /** Which teams have a column is to be chosen. */
  onColumns: () => void;
}) {
  const { filter, set } = state;
  const statusValue = filter.invited === undefined ? (filter.status ?? "") : `invited:${filter.invited}`;
  const isList = (text: string): boolean => (text.match(/[^\s,;<>]+@[^\s,;<>]+/g)?.length ?? 0) > 1;
  return (
    <Toolbar className="min-[1280px]:flex-nowrap min-[1280px]:max-[1639px]:gap-1.5">
      <SearchField
        label="Search people"
        state={state}
        onPasted={(text) => {
          if (!isList(text)) return false;
          onList(text);
          return true;
        }}
      />
      <Filters state={state} columns={columns}>
        <FilterSelect
          label="Filter by vendor"
          value={filter.in ?? ""}
          options={[
            { value: "", label: "Any vendor" },
            ...vendorOptions(
              (id) => id,
              (name) => `On ${name}`,
            ),
            { value: "both", label: `On ${severalWord()}` },
            { value: "one", label: "On one only" },
            ...vendorOptions(
              (id) => `only-${id}`,
              (name) => `Only on ${name}`,
            ),
          ]}
          onChange={(place) => set({ in: place })}
        />
        <span className="max-w-full min-[1280px]:min-w-26">
          <TeamFilter
            value={filter.team ?? ""}
            name={teamName}
            besides={organizations.map(({ teamId, vendor, name }) => ({
              ...{ id: teamId, vendor, label: `Everybody in ${name}` },
            }))}
            onChoose={(team) => set({ team })}
          />
        </span>
        <FilterSelect
          label="Filter by role"
          value={filter.temporary ? TEMPORARY.value : (filter.role ?? "")}
          options={[
            { value: "", label: "Any role" },
            { value: "managing", label: filter.team ? "Owner or admin" : "Owner or admin of anything" },
            { value: "owner", label: "Owner" },
            { value: "admin", label: "Admin" },
            { value: "member", label: "Member" },
            TEMPORARY,
          ]}
          onChange={(role) => set(orTemporary("role", role))}
        />
        <FilterSelect
          label="Filter by status"
          value={statusValue}
          options={[
            { value: "", label: "Any status" },
            { value: "active", label: "Active" },
            { value: "invited", label: "Invited" },
            ...withOwn(INVITED_DAYS, filter.invited).map((count) => ({
              value: `invited:${count}`,
              label: `Invited more than ${days(count)}`,
            })),
            { value: "disabled", label: "Disabled" },
          ]}
          onChange={(value) => {
            const [status = "", invited = ""] = value.split(":");
            set(invited ? { status: "", invited } : { status, invited: "" });
          }}
        />
        <FilterSelect
          label="Filter by activity"
          value={filter.activity ?? (filter.inactive === undefined ? "" : `${filter.inactive}`)}
          options={[
            { value: "", label: "Any activity" },
            ...withOwn(INACTIVE_DAYS, filter.inactive).map((count) => ({
              value: `${count}`,
              label: `Not active for ${days(count)}`,
            })),
            { value: "unknown", label: "Activity unknown" },
          ]}
          onChange={(value) =>
            set(value === "unknown" ? { activity: value, inactive: "" } : { activity: "", inactive: value })
          }
        />
        <Button
          icon="file"
          className="sm:size-control sm:px-0 sm:[&_svg]:ms-0"
          aria-label="Find a list"
          title="Find a list: which of many people are here"
          onClick={() => onList("")}
        >
          <span className="sm:hidden">Find a list</span>
        </Button>
        <span className="max-sm:hidden">
          <Button
            size="icon"
            icon="columns"
            aria-label="Team columns"
            title="Team columns"
            onClick={onColumns}
          />
        </span>
        <FilterActions state={state} save={{ page: "people", role }} />
      </Filters>
      <ToolbarCount isLive>
        {count !== undefined && (
          <>
            {grouped(count)} {count === 1 ? "person" : "people"}
            <span className="max-[1639px]:hidden">
              , {grouped(onBoth)} on {severalWord()} vendors
            </span>
          </>
        )}
      </ToolbarCount>
    </Toolbar>
  );
}
