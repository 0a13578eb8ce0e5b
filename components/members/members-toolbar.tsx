"use client";

import type { Column } from "#components/data-table/columns.ts";
import { Filters } from "#components/data-table/filters.tsx";
import type { FilterState } from "#components/data-table/use-filter.ts";
import { orTemporary, TEMPORARY } from "#components/ends/temporary-filter.ts";
import { HelpLink } from "#components/help/help-link.tsx";
import { ROLE_WORDS, STATUS_WORDS } from "#components/teams/roles.ts";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { Toolbar, ToolbarCount } from "#components/ui/toolbar.tsx";
import { FilterActions } from "#components/views/filter-actions.tsx";
import { grouped } from "#lib/core/grouped.ts";
import type { MEMBER_FIELDS } from "#lib/directory/members/filter.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { Capabilities } from "#lib/vendors/port.ts";
import { GUEST, orgRoleTitle } from "#lib/vendors/role-words.ts";

/** The vendor's roles and guests, and the one of the address where somebody typed another there. */
function orgRoleOptions({ organizationRoles }: Capabilities, own: string | undefined) {
  const known = [...organizationRoles, GUEST];
  return [...known, ...(own === undefined || known.includes(own) ? [] : [own])].map((value) => ({
    value,
    label: orgRoleTitle(value),
  }));
}

export function MembersToolbar({
  team,
  state,
  columns,
  count,
  isLoading,
}: {
  team: TeamRow;
  state: FilterState<typeof MEMBER_FIELDS>;
  /** Of the table below. */
  columns: readonly Pick<Column<never>, "id" | "header" | "sort">[];
  count: number | undefined;
  isLoading: boolean;
}) {
  const { filter, set } = state;
  const { capabilities } = VENDOR_FACTS[team.vendor];
  const roles = capabilities.knownRoles.map((value) => ({ value, label: ROLE_WORDS[value] }));
  const statuses = capabilities.memberStatuses.map((value) => ({ value, label: STATUS_WORDS[value] }));
  return (
    <Toolbar>
      <SearchField label="Search members" state={state} />
      <Filters state={state} columns={columns}>
        {team.kind === "organization" ? (
          <FilterSelect
            label="Filter by role"
            value={filter.temporary ? TEMPORARY.value : (filter.orgRole ?? "")}
            options={[
              { value: "", label: "Any role" },
              ...orgRoleOptions(capabilities, filter.orgRole),
              TEMPORARY,
            ]}
            onChange={(orgRole) => set(orTemporary("orgRole", orgRole))}
          />
        ) : (
          <FilterSelect
            label="Filter by role"
            value={filter.temporary ? TEMPORARY.value : (filter.role ?? "")}
            options={[{ value: "", label: "Any role" }, ...roles, TEMPORARY]}
            onChange={(role) => set(orTemporary("role", role))}
          />
        )}
        <FilterSelect
          label="Filter by status"
          value={filter.status ?? ""}
          options={[{ value: "", label: "Any status" }, ...statuses]}
          onChange={(status) => set({ status })}
        />
        <FilterActions state={state} />
      </Filters>
      <HelpLink topic="roles" className="max-sm:hidden" />
      <ToolbarCount isLive>
        {isLoading ? (
          <>
            <Spinner className="me-1.5" />
            Loading members
          </>
        ) : (
          count !== undefined && `${grouped(count)} ${count === 1 ? "member" : "members"}`
        )}
      </ToolbarCount>
    </Toolbar>
  );
}
