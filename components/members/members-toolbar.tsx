"use client";

import { ROLE_WORDS, STATUS_WORDS } from "#components/teams/roles.ts";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { MemberFilter } from "#lib/directory/members/filter.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

export function MembersToolbar({
  team,
  filter,
  total,
  isLoading,
  onSearch,
  onRole,
  onStatus,
}: {
  team: TeamRow;
  filter: MemberFilter;
  total: number;
  isLoading: boolean;
  onSearch: (value: string) => void;
  onRole: (value: string) => void;
  onStatus: (value: string) => void;
}) {
  const { capabilities } = VENDOR_FACTS[team.vendor];
  const roles = capabilities.knownRoles.map((value) => ({ value, label: ROLE_WORDS[value] }));
  const statuses = capabilities.memberStatuses.map((value) => ({ value, label: STATUS_WORDS[value] }));
  return (
    <div className="toolbar">
      <SearchField label="Search members" value={filter.q} onChange={onSearch} />
      {team.kind === "team" && (
        <FilterSelect
          label="Filter by role"
          value={filter.role ?? ""}
          options={[{ value: "", label: "Any role" }, ...roles]}
          onChange={onRole}
        />
      )}
      <FilterSelect
        label="Filter by status"
        value={filter.status ?? ""}
        options={[{ value: "", label: "Any status" }, ...statuses]}
        onChange={onStatus}
        isOptional
      />
      <span className="count" aria-live="polite">
        {isLoading ? (
          <>
            <Spinner className="me-1.5" />
            Loading members
          </>
        ) : (
          `${total.toLocaleString("en")} ${total === 1 ? "member" : "members"}`
        )}
      </span>
    </div>
  );
}
