"use client";

import { between, type Column } from "#components/data-table/columns.ts";
import { TeamActions } from "#components/teams/team-actions.tsx";
import { TeamTitle } from "#components/teams/team-title.tsx";
import { Link } from "#components/ui/link.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { VendorName } from "#components/ui/vendor-name.tsx";
import { grouped } from "#lib/core/grouped.ts";
import type { Role } from "#lib/core/permissions.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";

export const teamHref = (team: Pick<TeamRow, "id">) => `/teams/${encodeURIComponent(team.id)}/members`;

function rightsOf(team: TeamRow): string {
  if (team.connectionState === "refused") return "Token refused";
  if (team.connectionState === "readonly") return "Changes refused";
  if (team.may.manage) return "Manage";
  return team.may.view ? "View only" : "None";
}

export function teamColumns({
  role,
  editing,
  onRename,
  onRenamed,
  onDelete,
}: {
  role: Role;
  /** Id of the team whose title is being edited. */
  editing: string | undefined;
  onRename: (team: TeamRow) => void;
  onRenamed: () => void;
  onDelete: (team: TeamRow) => void;
}): Column<TeamRow>[] {
  return [
    {
      id: "name",
      header: "Name",
      sort: "asc",
      className: "at-1",
      skeleton: 160,
      cell: (team) =>
        editing === team.id ? (
          <TeamTitle team={team} onClose={onRenamed} />
        ) : (
          <span className="name">
            <Link href={teamHref(team)} tabIndex={-1} title={team.name}>
              <bdi>{team.name}</bdi>
            </Link>
          </span>
        ),
    },
    {
      id: "vendor",
      header: "Vendor",
      sort: "asc",
      width: 124,
      className: "at-2",
      skeleton: 80,
      cell: (team) => <VendorName vendor={team.vendor} />,
    },
    {
      id: "belongsTo",
      header: "Belongs to",
      sort: "asc",
      width: between(156, 15, 280),
      className: "text-muted",
      skeleton: 90,
      cell: (team) => <bdi title={team.belongsTo}>{team.belongsTo}</bdi>,
    },
    {
      id: "members",
      header: "Members",
      sort: "desc",
      width: 84,
      align: "end",
      className: "tabular-nums at-1e",
      skeleton: 24,
      cell: (team) => (
        <>
          {team.memberCount === undefined ? "–" : grouped(team.memberCount)}
          <span className="text-faint sm:hidden"> members</span>
        </>
      ),
    },
    {
      id: "rights",
      header: "Your rights",
      sort: "asc",
      width: 128,
      className: "text-muted sm:ps-7",
      headerClassName: "ps-7",
      skeleton: 56,
      cell: (team) => (
        <span className={team.connectionState === "refused" ? "text-danger" : undefined}>
          {rightsOf(team)}
        </span>
      ),
    },
    {
      id: "synced",
      header: "Synced",
      sort: "desc",
      width: 108,
      className: "text-faint at-2e",
      skeleton: 60,
      cell: (team) =>
        team.syncedAt ? <TimeAgo at={team.syncedAt} /> : <span className="text-warn">Never</span>,
    },
    {
      id: "actions",
      header: "Actions",
      isHeaderHidden: true,
      width: 120,
      align: "end",
      cell: (team) =>
        editing === team.id ? (
          <span className="text-small text-faint max-sm:hidden">
            <kbd>↵</kbd> save <kbd>esc</kbd>
          </span>
        ) : (
          <TeamActions team={team} role={role} onRename={onRename} onDelete={onDelete} />
        ),
    },
  ];
}
