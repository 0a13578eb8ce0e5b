"use client";

import Link from "next/link";
import type { Column, ColumnGroup } from "#components/data-table/columns.ts";
import { isStrong, membershipWord } from "#components/people/membership-words.ts";
import { StatusChip } from "#components/people/status-chip.tsx";
import { TeamLines } from "#components/people/team-lines.tsx";
import { TEAM_PX } from "#components/people/use-matrix-width.ts";
import { SelectAllBox, SelectBox } from "#components/selection/select-box.tsx";
import { ROLE_WORDS } from "#components/teams/roles.ts";
import { Avatar } from "#components/ui/avatar.tsx";
import { Dot } from "#components/ui/chip.tsx";
import { cx } from "#components/ui/cx.ts";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { VendorName } from "#components/ui/vendor-name.tsx";
import type { MatrixTeam, PersonRow } from "#lib/directory/people/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import { VENDOR_IDS } from "#lib/vendors/ids.ts";

/** Before a vendor's first column. */
const EDGE = "border-s border-s-line";
const TEAM_HEAD = "pe-1.5 whitespace-normal text-muted";
const TWO_LINES = "line-clamp-2 leading-[13px] wrap-anywhere";
const STRONG = "font-medium text-text";
const GROUP =
  "sticky top-0 z-sticky h-6 border-t border-t-line-faint border-b-0 bg-surface pt-0.5 text-micro font-medium text-muted";

/** The table's own: a head of two rows, and at 390 px rows that end in a line for each vendor. */
export const MATRIX = cx(
  "[&_thead_tr:last-child_th]:top-6 [&_thead_tr:last-child_th]:h-8 [&_thead_tr:last-child_th]:border-t-0",
  "[&_thead_tr:last-child_th]:pb-1 [&_thead_tr:last-child_th]:align-bottom",
  "max-sm:[&_tbody_tr:not(.pad)]:h-27 max-sm:[&_tbody_tr:not(.pad)]:content-start max-sm:[&_tbody_tr:not(.pad)]:overflow-hidden",
  "max-sm:[&_tbody_tr:not(.pad)]:grid-cols-[28px_minmax(0,1fr)] max-sm:[&_tbody_tr:not(.pad)]:grid-rows-[20px_20px_auto]",
  "max-sm:[&_tbody_tr:not(.pad)]:pt-2.5 max-sm:[&_tbody_tr:not(.pad)]:pb-0 max-sm:[&_.at-check]:row-end-2 max-sm:[&_.at-check]:self-start max-sm:[&_.at-check]:pt-px",
);

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
  const line = isFirstOfVendor(teams, index) && EDGE;
  return {
    id: `team:${team.teamId}`,
    header: team.name,
    headerCell: (
      <span className={TWO_LINES} title={team.name}>
        <bdi aria-hidden="true">{team.name}</bdi>
        <span className="sr-only">{`${team.name}, ${VENDOR_FACTS[team.vendor].name}`}</span>
      </span>
    ),
    headerClassName: cx(TEAM_HEAD, line),
    width: TEAM_PX,
    className: cx("text-small/5 text-muted", line),
    skeleton: 44,
    cell: (person) => {
      const membership = person.teams.find(({ teamId }) => teamId === team.teamId);
      if (!membership) return null;
      return (
        <>
          {membership.status === "invited" && <Dot kind="invited" isInText />}
          {membership.status === "disabled" && <Dot kind="off" isInText />}
          {isStrong(membership) ? (
            <b className={STRONG}>{membershipWord(membership)}</b>
          ) : (
            membershipWord(membership)
          )}
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
      <span className="text-faint">
        no e-mail from {person.vendors.map((vendor) => VENDOR_FACTS[vendor].name).join(" and ")}
      </span>
    );
  return (
    <>
      <bdi title={person.emails.join(", ")}>{first}</bdi>
      {rest.length > 0 && <span className="text-faint"> +{rest.length}</span>}
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
      headerCell: <SelectAllBox loadedIds={loadedIds} />,
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
          <Link href={personHref(person)} tabIndex={-1} title={person.label} prefetch={false}>
            <bdi>{person.shown}</bdi>
          </Link>
        </span>
      ),
    },
    {
      id: "email",
      header: "E-mail",
      sort: "asc",
      className: "at-2 text-muted",
      skeleton: 150,
      cell: (person) => <Emails person={person} />,
    },
    {
      id: "role",
      header: "Top role",
      sort: "asc",
      width: 68,
      className: "text-muted",
      skeleton: 44,
      cell: (person) =>
        person.topRole === "member" ? (
          ROLE_WORDS.member
        ) : (
          <b className={STRONG}>{ROLE_WORDS[person.topRole]}</b>
        ),
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
      className: "text-faint",
      skeleton: 52,
      cell: (person) => <TimeAgo at={person.lastActiveAt} />,
    },
    ...teams.map((team, index) => teamColumn(teams, index, team)),
    {
      id: "more",
      header: "Other teams",
      headerCell: <span className={TWO_LINES}>Other teams</span>,
      headerClassName: cx(TEAM_HEAD, EDGE),
      width: 60,
      className: cx(
        EDGE,
        "text-small/5 max-sm:col-start-2 max-sm:row-start-3 max-sm:block max-sm:border-0 max-sm:text-muted",
      ),
      cell: (person) => {
        if (isPhone) return <TeamLines person={person} />;
        const more = moreOf(person, teams);
        return more > 0 ? (
          <span className="text-faint">
            +{more.toLocaleString("en")}
            <span className="sr-only"> more</span>
          </span>
        ) : null;
      },
    },
  ];
}

/** What stands above the teams' heads: their vendors. */
export function vendorGroups(teams: readonly MatrixTeam[]): ColumnGroup[] {
  return [
    { id: "person", span: 6, className: GROUP },
    ...VENDOR_IDS.flatMap((vendor) => {
      const span = teams.filter((team) => team.vendor === vendor).length;
      return span > 0
        ? [
            {
              id: vendor,
              span,
              className: cx(GROUP, EDGE),
              content: <VendorName vendor={vendor} place="group" />,
            },
          ]
        : [];
    }),
    { id: "more", span: 1, className: cx(GROUP, EDGE) },
  ];
}
