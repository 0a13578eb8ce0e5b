"use client";

import { useMemo, useState } from "react";
import { CellStoreContext, useNewCellStore } from "#components/changes/cell-store.ts";
import { DataTable } from "#components/data-table/data-table.tsx";
import { orNotLoaded } from "#components/data-table/not-loaded.tsx";
import { useFilter } from "#components/data-table/use-filter.ts";
import { useAskEarly, useRows } from "#components/data-table/use-rows.ts";
import { OrganizationDoors } from "#components/doors/organization-doors.tsx";
import { memberColumns } from "#components/members/member-columns.tsx";
import { MembersToolbar } from "#components/members/members-toolbar.tsx";
import { PrimaryAction } from "#components/members/primary-action.tsx";
import { Waiting } from "#components/members/waiting.tsx";
import { SelectionContext, useLoadedIds, useNewSelection } from "#components/selection/use-selection.ts";
import { RefreshProblem } from "#components/teams/refresh-problem.tsx";
import { TeamHeader } from "#components/teams/team-header.tsx";
import { useFreshness } from "#components/teams/use-freshness.ts";
import { useRefresh } from "#components/teams/use-refresh.ts";
import { useTeam } from "#components/teams/use-team.ts";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { askedOf } from "#lib/core/filter/fields.ts";
import type { Role } from "#lib/core/permissions.ts";
import type { OrgDoors } from "#lib/directory/doors/schema.ts";
import type { InvitationRow } from "#lib/directory/invitations/schema.ts";
import { MEMBER_FIELDS, type MemberFilter } from "#lib/directory/members/filter.ts";
import { memberPageOptions } from "#lib/directory/members/queries.ts";
import type { MemberRow } from "#lib/directory/members/schema.ts";
import type { RowPage, TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const RemoveMember = lazyPart(() => import("./remove-member.tsx").then((m) => m.RemoveMember));
const MemberDetails = lazyPart(() => import("./member-details.tsx").then((m) => m.MemberDetails));
const RoleUntil = lazyPart(() => import("#components/ends/role-until.tsx").then((m) => m.RoleUntil));
const MembersBar = lazyPart(() => import("./members-bar.tsx").then((m) => m.MembersBar));
const MembersEmpty = lazyPart(() => import("./members-empty.tsx").then((m) => m.MembersEmpty));

type Opened = { what: "details" | "until" | "remove"; member: MemberRow };

export function MembersScreen({
  team: atFirst,
  role,
  initial,
  invitations,
  doors,
}: {
  team: TeamRow;
  role: Role;
  initial: { filter: MemberFilter; page: RowPage<MemberRow> };
  /** Who was invited in the vendor's console. */
  invitations: readonly InvitationRow[];
  /** Of an organization's own list: who may come into it by themselves. */
  doors: OrgDoors | undefined;
}) {
  const team = useTeam(atFirst);
  const pageOptions = (of: MemberFilter) => memberPageOptions(team.id, of);
  const state = useFilter(MEMBER_FIELDS, useAskEarly(pageOptions));
  const { filter, isFiltered } = state;
  const freshness = useFreshness(team.id, "members", initial.page.freshness);
  const { refresh, isPending, error } = useRefresh(team.id);
  const rows = useRows<MemberRow, MemberFilter>({
    filter,
    initial,
    pageOptions,
  });
  const cells = useNewCellStore();
  const selection = useNewSelection<MemberRow>(JSON.stringify(askedOf(filter)), {
    rows,
    idOf: (member) => member.userId,
  });
  const [opened, setOpened] = useState<Opened>();
  const loadedIds = useLoadedIds(rows.loaded, (member) => member.userId);
  const columns = useMemo(
    () =>
      memberColumns({
        team,
        role,
        loadedIds,
        onDetails: (member) => setOpened({ what: "details", member }),
        onUntil: (member) => setOpened({ what: "until", member }),
        onRemove: (member) => setOpened({ what: "remove", member }),
      }),
    [team, role, loadedIds],
  );
  const vendor = VENDOR_FACTS[team.vendor].name;
  const isComplete = Boolean(freshness?.syncedAt);
  const count = isFiltered ? team.memberCount : rows.count;
  return (
    <CellStoreContext value={cells}>
      <SelectionContext value={selection}>
        <TeamHeader
          team={team}
          part="members"
          count={count}
          freshness={freshness}
          isRefreshing={isPending}
          onRefresh={refresh}
          action={<PrimaryAction team={team} role={role} />}
        />
        <RefreshProblem
          freshness={freshness}
          failure={error ?? rows.error}
          vendor={vendor}
          connection={{ id: team.connectionId, label: team.connectionLabel }}
          onRetry={error || !rows.isLost ? refresh : undefined}
        />
        {doors && <OrganizationDoors team={team} role={role} initial={doors} />}
        {invitations.length > 0 && (
          <Waiting invitations={invitations} version={freshness?.version} role={role} />
        )}
        <MembersToolbar
          team={team}
          state={state}
          columns={columns}
          count={rows.count}
          isLoading={!isComplete && rows.count === 0}
        />
        <DataTable
          label="Members"
          columns={columns}
          total={rows.total}
          rowAt={rows.rowAt}
          rowKey={(member) => member.id}
          rowClass={(member) =>
            [selection.has(member.userId) && "is-selected", member.status !== "active" && "is-quiet"]
              .filter(Boolean)
              .join(" ") || undefined
          }
          sort={{ by: filter.sort, dir: filter.dir }}
          onSort={state.setSort}
          onRange={rows.onRange}
          isLoading={rows.isLoading || (!isComplete && rows.total === 0 && !freshness?.error && !isFiltered)}
          isStale={rows.isStale}
          onOpen={(member) => setOpened({ what: "details", member })}
          empty={orNotLoaded(
            rows,
            "members",
            <MembersEmpty team={team} isFiltered={isFiltered} isComplete={isComplete} />,
          )}
          hasCheck
          hasBar={selection.count(rows.total) > 0}
          onExtend={selection.extend}
        />
        {selection.count(rows.total) > 0 && (
          <MembersBar team={team} filter={filter} total={rows.total} selection={selection} role={role} />
        )}
        {opened?.what === "details" && (
          <MemberDetails key={opened.member.id} member={opened.member} onClose={() => setOpened(undefined)} />
        )}
        {opened?.what === "until" && (
          <RoleUntil team={team} member={opened.member} onClose={() => setOpened(undefined)} />
        )}
        {opened?.what === "remove" && (
          <RemoveMember team={team} member={opened.member} onClose={() => setOpened(undefined)} />
        )}
      </SelectionContext>
    </CellStoreContext>
  );
}
