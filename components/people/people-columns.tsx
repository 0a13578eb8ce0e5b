"use client";

import { between, type Column, type ColumnGroup } from "#components/data-table/columns.ts";
import { EndGlyph } from "#components/ends/until-mark.tsx";
import { isStrong, membershipWord } from "#components/people/membership-words.ts";
import { isPlainlyActive, StatusChip } from "#components/people/status-chip.tsx";
import { OTHERS_PX, TEAM_PX, teamFits } from "#components/people/team-fits.ts";
import { TeamLines } from "#components/people/team-lines.tsx";
import { SelectAllBox, SelectBox } from "#components/selection/select-box.tsx";
import { ROLE_WORDS } from "#components/teams/roles.ts";
import { rowAvatar } from "#components/ui/avatar.tsx";
import { Dot } from "#components/ui/chip.tsx";
import { cx } from "#components/ui/cx.ts";
import { Link } from "#components/ui/link.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { VendorName } from "#components/ui/vendor-name.tsx";
import { grouped } from "#lib/core/grouped.ts";
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

/** A team with a column, and how far down the list it comes: narrow windows leave out the last ones. */
export type TeamColumn = MatrixTeam & { rank: number };

/** The columns in the order in which they stand: by vendor, and there as the list has them, so that each begins with one that fits. */
export const matrixColumns = (matrix: readonly MatrixTeam[]): TeamColumn[] =>
  VENDOR_IDS.flatMap((vendor) =>
    matrix.map((team, rank) => ({ ...team, rank })).filter((team) => team.vendor === vendor),
  );

const isFirstOfVendor = (teams: readonly MatrixTeam[], index: number): boolean =>
  teams[index]?.vendor !== teams[index - 1]?.vendor;

function teamColumn(teams: readonly TeamColumn[], index: number, team: TeamColumn): Column<PersonRow> {
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
    fits: teamFits(team.rank),
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
          {membership.end && <EndGlyph end={membership.end} />}
        </>
      );
    },
  };
}

/** Memberships that have no column of their own, where so many teams have one. */
function moreOf(person: PersonRow, teams: readonly TeamColumn[], room: number): number {
  const all = Object.values(person.counts).reduce((sum, count) => sum + (count ?? 0), 0);
  const shown = person.teams.filter(({ teamId }) =>
    teams.some((team) => team.teamId === teamId && team.rank < room),
  ).length;
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
  room,
  hasOthers,
  isPhone,
  loadedIds,
}: {
  /** Those that may have a column. */
  teams: readonly TeamColumn[];
  /** How many have one. */
  room: number;
  /** There are teams that have none. */
  hasOthers: boolean;
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
      width: between(180, 17.5, 280),
      className: "at-1",
      skeleton: 120,
      cell: (person) => (
        <span className="name" {...rowAvatar(person.shown, !person.isActive && Boolean(person.invitedSince))}>
          <Link href={personHref(person)} tabIndex={-1} title={person.label}>
            <bdi>{person.shown}</bdi>
          </Link>
          {!isPlainlyActive(person) && <StatusChip person={person} />}
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
      fits: "@max-[700px]:hidden",
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
      id: "lastActive",
      header: "Last active",
      sort: "desc",
      width: 84,
      fits: "@max-[640px]:hidden",
      className: "text-faint",
      skeleton: 52,
      cell: (person) => <TimeAgo at={person.lastActiveAt} />,
    },
    ...teams.map((team, index) => teamColumn(teams, index, team)),
    {
      id: "more",
      header: "Other teams",
      headerCell: <span className={hasOthers ? TWO_LINES : "sr-only"}>Other teams</span>,
      headerClassName: cx(TEAM_HEAD, hasOthers && EDGE),
      width: OTHERS_PX,
      className: cx(
        hasOthers && EDGE,
        "text-small/5 max-sm:col-start-2 max-sm:row-start-3 max-sm:block max-sm:border-0 max-sm:text-muted",
      ),
      cell: (person) => {
        if (isPhone) return <TeamLines person={person} />;
        const more = moreOf(person, teams, room);
        return more > 0 ? (
          <span className="text-faint">
            +{grouped(more)}
            <span className="sr-only"> more</span>
          </span>
        ) : null;
      },
    },
  ];
}

/** What stands above the columns' heads: over each vendor's first team its name, which may reach over its others. */
export function vendorGroups(
  columns: readonly Column<PersonRow>[],
  teams: readonly TeamColumn[],
): ColumnGroup[] {
  return columns.map((column): ColumnGroup => {
    const index = teams.findIndex(({ teamId }) => column.id === `team:${teamId}`);
    const team = teams[index];
    if (!team || !isFirstOfVendor(teams, index))
      return {
        id: column.id,
        className: cx(GROUP, column.fits, column.id === "more" && column.headerClassName),
      };
    return {
      id: column.id,
      className: cx(GROUP, column.fits, EDGE, "z-[3] overflow-visible pe-0"),
      content: <VendorName vendor={team.vendor} place="group" />,
    };
  });
}
