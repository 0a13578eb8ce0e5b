"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useMemo, useState } from "react";
import { DataTable } from "#components/data-table/data-table.tsx";
import { orNotLoaded } from "#components/data-table/not-loaded.tsx";
import { useFilter } from "#components/data-table/use-filter.ts";
import { useIsPhone } from "#components/data-table/use-is-phone.ts";
import { useAskEarly, useRows } from "#components/data-table/use-rows.ts";
import {
  MATRIX,
  matrixColumns,
  peopleColumns,
  personHref,
  vendorGroups,
} from "#components/people/people-columns.tsx";
import { PeopleEmpty } from "#components/people/people-empty.tsx";
import { PeopleToolbar } from "#components/people/people-toolbar.tsx";
import { USUAL_TEAMS } from "#components/people/team-fits.ts";
import { useShownTeams } from "#components/people/use-shown-teams.ts";
import { SelectionContext, useLoadedIds, useNewSelection } from "#components/selection/use-selection.ts";
import { RefreshButton } from "#components/standing/refresh-button.tsx";
import { useStanding } from "#components/standing/standing.tsx";
import { StandingLine } from "#components/standing/standing-line.tsx";
import { StandingProblems } from "#components/standing/standing-problems.tsx";
import { useRefreshAll } from "#components/standing/use-refresh-all.ts";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { askedOf } from "#lib/core/filter/fields.ts";
import type { Role } from "#lib/core/permissions.ts";
import { PERSON_FIELDS, type PersonFilter } from "#lib/directory/people/filter.ts";
import { personPageOptions } from "#lib/directory/people/queries.ts";
import type { PeoplePage, PersonRow } from "#lib/directory/people/schema.ts";

const TeamColumnsDialog = lazyPart(() =>
  import("./team-columns-dialog.tsx").then((m) => m.TeamColumnsDialog),
);
const FindList = lazyPart(() => import("./find-list.tsx").then((m) => m.FindList));
const PeopleBar = lazyPart(() => import("./people-bar.tsx").then((m) => m.PeopleBar));

/** Name, e-mail, and a line a vendor. */
const PHONE_ROW_PX = 108;

const rowClass = (person: PersonRow, isSelected: boolean): string | undefined =>
  [isSelected && "is-selected", !person.isActive && "is-quiet"].filter(Boolean).join(" ") || undefined;

export function PeopleScreen({
  role,
  hasConnections,
  initial,
  actions,
}: {
  role: Role;
  hasConnections: boolean;
  initial: { filter: PersonFilter; page: PeoplePage };
  /** Of the page's header. */
  actions?: ReactNode;
}) {
  const state = useFilter(PERSON_FIELDS, useAskEarly(personPageOptions));
  const { filter } = state;
  const router = useRouter();
  const refreshing = useRefreshAll();
  const { lists, failures } = useStanding().standing;
  const rows = useRows<PersonRow, PersonFilter, PeoplePage>({
    filter,
    initial,
    pageOptions: personPageOptions,
  });
  const page = rows.first ?? initial.page;
  const selection = useNewSelection<PersonRow>(JSON.stringify(askedOf(filter)), {
    rows,
    idOf: (person) => person.id,
  });
  const [list, setList] = useState<string>();
  const [isColumnsOpen, setColumnsOpen] = useState(false);
  const isPhone = useIsPhone();
  const shown = useShownTeams();
  const room = shown ?? USUAL_TEAMS;
  const matrixKey = JSON.stringify(page.matrix);
  // biome-ignore lint/correctness/useExhaustiveDependencies: by value, so that a poll does not make the columns anew
  const teams = useMemo(
    // Two more than there is room for: a window that grows shows them at once.
    () => matrixColumns(shown === undefined ? page.matrix : page.matrix.slice(0, shown + 2)),
    [matrixKey, shown],
  );
  const loadedIds = useLoadedIds(rows.loaded, (person) => person.id);
  const hasOthers = page.teamTotal > Math.min(room, page.matrix.length);
  const columns = useMemo(
    () => peopleColumns({ teams, room, hasOthers, isPhone, loadedIds }),
    [teams, room, hasOthers, isPhone, loadedIds],
  );
  const groups = useMemo(() => vendorGroups(columns, teams), [columns, teams]);
  const organizations = page.matrix.filter((team) => team.kind === "organization");
  const teamName = page.matrix.find((team) => team.teamId === filter.team)?.name;
  const isFirstSync = hasConnections && lists.never > 0 && failures.length === 0;
  const hasBar = selection.count(rows.total) > 0;
  return (
    <SelectionContext value={selection}>
      <PageHeader
        title="People"
        count={state.isFiltered ? undefined : rows.count}
        meta={hasConnections && <StandingLine />}
        actions={
          <>
            {hasConnections && (
              <RefreshButton isTurning={refreshing.isPending} onPress={refreshing.refresh} />
            )}
            {actions}
          </>
        }
      />
      <StandingProblems refreshing={refreshing} rows={rows} />
      <PeopleToolbar
        state={state}
        teamName={teamName}
        columns={columns}
        count={rows.count}
        onBoth={page.onBoth}
        organizations={organizations}
        role={role}
        onList={setList}
        onColumns={() => setColumnsOpen(true)}
      />
      <DataTable
        label="People"
        className={MATRIX}
        columns={columns}
        groups={hasConnections ? groups : undefined}
        total={rows.total}
        rowAt={rows.rowAt}
        rowKey={(person) => person.id}
        rowClass={(person) => rowClass(person, selection.has(person.id))}
        sort={{ by: filter.sort, dir: filter.dir }}
        onSort={state.setSort}
        onRange={rows.onRange}
        isLoading={rows.isLoading || (isFirstSync && rows.total === 0 && !state.isFiltered)}
        isStale={rows.isStale}
        onOpen={(person) => router.push(personHref(person))}
        empty={orNotLoaded(
          rows,
          "people",
          <PeopleEmpty isFiltered={state.isFiltered} hasConnections={hasConnections} />,
        )}
        phoneRowPx={PHONE_ROW_PX}
        hasCheck
        hasBar={hasBar}
        onExtend={selection.extend}
      />
      {hasBar && (
        <PeopleBar filter={filter} teamName={teamName} total={rows.total} selection={selection} role={role} />
      )}
      {isColumnsOpen && <TeamColumnsDialog teams={page.matrix} onClose={() => setColumnsOpen(false)} />}
      {list !== undefined && <FindList text={list} onClose={() => setList(undefined)} />}
    </SelectionContext>
  );
}
