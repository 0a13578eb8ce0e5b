"use client";

import { useRouter } from "next/navigation";
import { useId, useMemo, useState } from "react";
import { DataTable } from "#components/data-table/data-table.tsx";
import { orNotLoaded } from "#components/data-table/not-loaded.tsx";
import { useFilter } from "#components/data-table/use-filter.ts";
import { useAskEarly, useRows } from "#components/data-table/use-rows.ts";
import { useOpenedByLink } from "#components/shell/use-opened-by-link.ts";
import { RefreshButton } from "#components/standing/refresh-button.tsx";
import { useStanding } from "#components/standing/standing.tsx";
import { StandingLine } from "#components/standing/standing-line.tsx";
import { StandingProblems } from "#components/standing/standing-problems.tsx";
import { useRefreshAll } from "#components/standing/use-refresh-all.ts";
import type { Organization } from "#components/teams/new-team.tsx";
import { OrganizationLinks, type OrganizationPage } from "#components/teams/organization-links.tsx";
import { whyNot } from "#components/teams/roles.ts";
import { teamColumns, teamHref } from "#components/teams/team-columns.tsx";
import { TeamsToolbar } from "#components/teams/teams-toolbar.tsx";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { Role } from "#lib/core/permissions.ts";
import { TEAM_FIELDS, type TeamFilter } from "#lib/directory/teams/filter.ts";
import { teamPageOptions } from "#lib/directory/teams/queries.ts";
import type { Manager, TeamPage, TeamRow } from "#lib/directory/teams/schema.ts";
import { anyTarget, targetThat } from "#lib/vendors/words.ts";

const NewTeam = lazyPart(() => import("./new-team.tsx").then((m) => m.NewTeam));
const UnreadManaged = lazyPart(() => import("./unread-managed.tsx").then((m) => m.UnreadManaged));
const DeleteTeam = lazyPart(() => import("./delete-team.tsx").then((m) => m.DeleteTeam));

export function TeamsScreen({
  role,
  managers,
  organizations,
  organizationPages,
  hasConnections,
  initial,
}: {
  role: Role;
  managers: readonly Manager[];
  /** Where teams can be made. */
  organizations: readonly Organization[];
  /** Lists of everybody in an organization, those in no team too. */
  organizationPages: readonly OrganizationPage[];
  hasConnections: boolean;
  initial: { filter: TeamFilter; page: TeamPage };
}) {
  const state = useFilter(TEAM_FIELDS, useAskEarly(teamPageOptions));
  const router = useRouter();
  const rows = useRows<TeamRow, TeamFilter, TeamPage>({
    filter: state.filter,
    initial,
    pageOptions: teamPageOptions,
  });
  const [editing, setEditing] = useState<string>();
  const [opened, setOpened] = useState<{ what: "new" } | { what: "delete"; team: TeamRow }>();
  const columns = useMemo(
    () =>
      teamColumns({
        role,
        editing,
        onRename: (team) => setEditing(team.id),
        onRenamed: () => setEditing(undefined),
        onDelete: (team) => setOpened({ what: "delete", team }),
      }),
    [role, editing],
  );
  const noteId = useId();
  const reason =
    whyNot(role, "team.create") ??
    (organizations.length === 0
      ? `No connection can make teams: connect ${targetThat((can) => can.createTeam)} whose token may manage it.`
      : undefined);
  useOpenedByLink("new", () => !reason && setOpened({ what: "new" }));
  const unread = rows.first?.unread;
  const refreshing = useRefreshAll();
  const { lists, reading, failures } = useStanding().standing;
  const isFirstSync = hasConnections && !lists.syncedAt && failures.length === 0;
  const close = () => setOpened(undefined);
  return (
    <>
      <PageHeader
        title="Teams"
        count={state.isFiltered ? undefined : rows.count}
        meta={hasConnections && <StandingLine />}
        actions={
          <>
            {hasConnections && (
              <RefreshButton isTurning={refreshing.isPending} onPress={refreshing.refresh} />
            )}
            <Button
              variant="primary"
              icon="plus"
              aria-disabled={reason ? true : undefined}
              aria-describedby={reason ? noteId : undefined}
              title={reason}
              onClick={() => setOpened({ what: "new" })}
            >
              New team
            </Button>
          </>
        }
      />
      {reason && (
        <span id={noteId} className="sr-only">
          {reason}
        </span>
      )}
      <OrganizationLinks pages={organizationPages} />
      <StandingProblems refreshing={refreshing} rows={rows} />
      {unread && state.filter.managedBy && <UnreadManaged unread={unread} />}
      <TeamsToolbar
        state={state}
        initialManagers={managers}
        columns={columns}
        count={rows.count}
        role={role}
      />
      <DataTable
        label="Teams"
        columns={columns}
        total={rows.total}
        rowAt={rows.rowAt}
        rowKey={(team) => team.id}
        sort={{ by: state.filter.sort, dir: state.filter.dir }}
        onSort={state.setSort}
        onRange={rows.onRange}
        isLoading={rows.isLoading || (isFirstSync && rows.total === 0 && !state.isFiltered)}
        isStale={rows.isStale}
        onOpen={(team) => router.push(teamHref(team))}
        empty={orNotLoaded(
          rows,
          "teams",
          state.isFiltered ? (
            <Empty title="No team matches">Change the search or the filters to see more.</Empty>
          ) : hasConnections ? (
            <Empty title="No teams yet">
              {reading.length > 0
                ? "The first sync is under way; teams appear here as they are read."
                : lists.never > 0
                  ? "Not every list of teams was read to its end. What could not be read is said above."
                  : "None of the connections has a team that its token may see."}
            </Empty>
          ) : (
            <Empty title="Nothing is connected yet">
              Connect {anyTarget()} under Settings, and its teams appear here.
            </Empty>
          ),
        )}
      />
      {opened?.what === "new" && <NewTeam organizations={organizations} onClose={close} />}
      {opened?.what === "delete" && <DeleteTeam team={opened.team} onClose={close} />}
    </>
  );
}
