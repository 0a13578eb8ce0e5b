"use client";

import Link from "next/link";
import type { Column, ColumnGroup } from "#components/data-table/columns.ts";
import { isStrong, membershipWord } from "#components/people/membership-words.ts";
import { StatusChip } from "#components/people/status-chip.tsx";
import { TeamLines } from "#components/people/team-lines.tsx";
import { TEAM_PX } from "#components/people/use-matrix-width.ts";
import { SelectBox, SelectLoadedBox } from "#components/selection/select-box.tsx";
import { ROLE_WORDS } from "#components/teams/roles.ts";
import { Avatar } from "#components/ui/avatar.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { VendorName } from "#components/ui/vendor-name.tsx";
import type { MatrixTeam, PersonRow } from "#lib/directory/people/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import { VENDOR_IDS } from "#lib/vendors/port.ts";

export const personHref = (person: { id: string }) => `/people/${encodeURIComponent(person.id)}`;

/** The columns that fit, in the order in which they stand: by vendor, an organization before its teams. */
export function matrixColumns(matrix: readonly MatrixTeam[], room: number): MatrixTeam[] {
  const fit = matrix.slice(0, room);
  return VENDOR_IDS.flatMap((vendor) => {
    const mine = fit.filter((team) => team.vendor === vendor);
    return [
      ...mine.filter((team) => team.kind === "organization"),
      ...mine.filter((team) => team.kind === "team"),
    ];
  });
}

const isFirstOfVendor = (teams: readonly MatrixTeam[], index: number): boolean =>
  teams[index]?.vendor !== teams[index - 1]?.vendor;

function teamColumn(teams: readonly MatrixTeam[], index: number, team: MatrixTeam): Column<PersonRow> {
  const line = isFirstOfVendor(teams, index) ? " v" : "";
  return {
    id: `team:${team.teamId}`,
    header: team.name,
    headerCell: (
      <span className="two-lines" title={team.name}>
        <bdi aria-hidden="true">{team.name}</bdi>
        <span className="vh">{`${team.name}, ${VENDOR_FACTS[team.vendor].name}`}</span>
      </span>
    ),
    headerClassName: `team${line}`,
    width: TEAM_PX,
    className: `m${line}`,
    skeleton: 44,
    cell: (person) => {
      const membership = person.teams.find(({ teamId }) => teamId === team.teamId);
      if (!membership) return null;
      return (
        <>
          {membership.status === "invited" && <span className="dot invited" />}
          {membership.status === "disabled" && <span className="dot off" />}
          {isStrong(membership) ? <b>{membershipWord(membership)}</b> : membershipWord(membership)}
        </>
      );
    },
  };
}

/** Memberships that have no column of their own. */
function moreOf(person: PersonRow, teams: readonly MatrixTeam[]): number {
  const all = Object.values(person.counts).reduce((sum, count) => sum + (count ?? 0), 0);
  const shown = person.teams.filter(({ teamId }) => teams.some((team) => team.teamId === teamId)).length;
  return all - shown;
}

function Emails({ person }: { person: PersonRow }) {
  const [first, ...rest] = person.emails;
  if (!first)
    return (
      <span className="faint">
        no e-mail from {person.vendors.map((vendor) => VENDOR_FACTS[vendor].name).join(" and ")}
      </span>
    );
  return (
    <>
      <bdi title={person.emails.join(", ")}>{first}</bdi>
      {rest.length > 0 && <span className="faint"> +{rest.length}</span>}
    </>
  );
}

export function peopleColumns({
  teams,
  isPhone,
  loadedIds,
}: {
  /** Those that get a column. */
  teams: readonly MatrixTeam[];
  isPhone: boolean;
  loadedIds: () => readonly string[];
}): Column<PersonRow>[] {
  return [
    {
      id: "select",
      header: "Select",
      headerCell: <SelectLoadedBox loadedIds={loadedIds} />,
      width: 42,
      className: "at-check",
      skeleton: 14,
      cell: (person) => <SelectBox id={person.id} label={person.label} />,
    },
    {
      id: "name",
      header: "Name",
      sort: "asc",
      width: 184,
      className: "at-1",
      skeleton: 120,
      cell: (person) => (
        <span className="name">
          <Avatar name={person.shown} isInvited={!person.isActive && Boolean(person.invitedSince)} />
          <Link
            className="title"
            href={personHref(person)}
            tabIndex={-1}
            title={person.label}
            prefetch={false}
          >
            <bdi>{person.shown}</bdi>
          </Link>
        </span>
      ),
    },
    {
      id: "email",
      header: "E-mail",
      sort: "asc",
      className: "at-2 muted",
      skeleton: 150,
      cell: (person) => <Emails person={person} />,
    },
    {
      id: "role",
      header: "Top role",
      sort: "asc",
      width: 68,
      className: "mm",
      skeleton: 44,
      cell: (person) =>
        person.topRole === "member" ? ROLE_WORDS.member : <b>{ROLE_WORDS[person.topRole]}</b>,
    },
    {
      id: "status",
      header: "Status",
      width: 112,
      skeleton: 60,
      cell: (person) => <StatusChip person={person} />,
    },
    {
      id: "lastActive",
      header: "Last active",
      sort: "desc",
      width: 84,
      className: "faint",
      skeleton: 52,
      cell: (person) => <TimeAgo at={person.lastActiveAt} />,
    },
    ...teams.map((team, index) => teamColumn(teams, index, team)),
    {
      id: "more",
      header: "Other teams",
      headerCell: <span className="two-lines">Other teams</span>,
      headerClassName: "team v",
      width: 60,
      className: "at-teams v",
      cell: (person) => {
        if (isPhone) return <TeamLines person={person} />;
        const more = moreOf(person, teams);
        return more > 0 ? (
          <span className="faint">
            +{more.toLocaleString("en")}
            <span className="vh"> more</span>
          </span>
        ) : null;
      },
    },
  ];
}

/** What stands above the teams' heads: their vendors. */
export function vendorGroups(teams: readonly MatrixTeam[]): ColumnGroup[] {
  return [
    { id: "person", span: 6, className: "none" },
    ...VENDOR_IDS.flatMap((vendor) => {
      const span = teams.filter((team) => team.vendor === vendor).length;
      return span > 0
        ? [{ id: vendor, span, className: "grp v", content: <VendorName vendor={vendor} /> }]
        : [];
    }),
    { id: "more", span: 1, className: "none v" },
  ];
}
