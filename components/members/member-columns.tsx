"use client";

import { between, type Column } from "#components/data-table/columns.ts";
import { endHere } from "#components/ends/given-role.ts";
import { UntilMark } from "#components/ends/until-mark.tsx";
import { MemberActions } from "#components/members/member-actions.tsx";
import { OrgRoleCell } from "#components/members/org-role-cell.tsx";
import { RoleCell } from "#components/members/role-cell.tsx";
import { PersonName } from "#components/people/person-name.tsx";
import { SelectAllBox, SelectBox } from "#components/selection/select-box.tsx";
import { capitalised, ROLE_WORDS } from "#components/teams/roles.ts";
import { rowAvatar } from "#components/ui/avatar.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { Role } from "#lib/core/permissions.ts";
import type { MemberRow } from "#lib/directory/members/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

export type MemberColumnsInput = {
  team: TeamRow;
  role: Role;
  onDetails: (member: MemberRow) => void;
  onUntil: (member: MemberRow) => void;
  onRemove: (member: MemberRow) => void;
  /** The vendor's ids of the rows that are loaded. */
  loadedIds: () => readonly string[];
};

export function memberColumns(input: MemberColumnsInput): Column<MemberRow>[] {
  const { team, role, onDetails, onUntil, onRemove, loadedIds } = input;
  const { capabilities } = VENDOR_FACTS[team.vendor];
  const isOrganization = team.kind === "organization";
  // Where there is an organization, its column has to fit too.
  const compact = capabilities.organization;
  const columns: (Column<MemberRow> | false)[] = [
    {
      id: "select",
      header: "Select",
      headerCell: <SelectAllBox loadedIds={loadedIds} />,
      width: 42,
      className: "at-check",
      skeleton: 14,
      cell: (member) => <SelectBox id={member.userId} label={member.label} />,
    },
    {
      id: "name",
      header: "Name",
      sort: "asc",
      width: compact ? between(216, 20, 320) : between(236, 22, 340),
      className: "at-1",
      skeleton: 120,
      cell: (member) => (
        <span
          className="name"
          title={member.label}
          {...rowAvatar(member.name || (member.email ?? ""), member.status === "invited")}
        >
          <PersonName id={member.personId} name={member.name || member.email || member.userId} />
          <UntilMark
            end={endHere(member, team)}
            what={isOrganization ? capitalised(member.orgRole ?? "guest") : ROLE_WORDS[member.role]}
          />
        </span>
      ),
    },
    {
      id: "email",
      header: "E-mail",
      sort: "asc",
      className: "at-2 text-muted",
      skeleton: 200,
      attrs: ({ email }) => (email ? { title: email, dir: "auto" } : undefined),
      cell: (member) => member.email ?? "–",
    },
    !isOrganization && {
      id: "role",
      header: "Role",
      sort: "asc",
      width: compact ? 88 : 104,
      className: "at-1e",
      skeleton: 48,
      cell: (member) => <RoleCell member={member} team={team} role={role} />,
    },
    capabilities.organization && {
      id: "orgRole",
      header: isOrganization ? "Role" : "Organization",
      sort: "asc",
      width: 104,
      className: isOrganization ? "at-1e" : "",
      skeleton: 56,
      cell: (member) => <OrgRoleCell member={member} team={team} role={role} />,
    },
    {
      id: "status",
      header: "Status",
      sort: "asc",
      width: compact ? 92 : 100,
      skeleton: 60,
      cell: (member) => <Chip state={member.status} />,
    },
    {
      id: "joined",
      header: "Joined",
      sort: "desc",
      width: compact ? 90 : 96,
      className: "text-faint",
      skeleton: 52,
      cell: (member) => <TimeAgo at={member.joinedAt} />,
    },
    {
      id: "lastActive",
      header: "Last active",
      sort: "desc",
      width: 104,
      className: "text-faint at-2e",
      skeleton: 60,
      cell: (member) =>
        member.status === "active" ? (
          <TimeAgo at={member.lastActiveAt} />
        ) : (
          <>
            <Chip state={member.status} className="sm:hidden" />
            <TimeAgo at={member.lastActiveAt} className="max-sm:hidden" />
          </>
        ),
    },
    {
      id: "actions",
      header: "Actions",
      isHeaderHidden: true,
      width: 112,
      align: "end",
      cell: (member) => <MemberActions {...{ member, team, role, onDetails, onUntil, onRemove }} />,
    },
  ];
  return columns.filter((column): column is Column<MemberRow> => column !== false);
}
