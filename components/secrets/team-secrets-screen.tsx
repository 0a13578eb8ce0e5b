"use client";

import { useId, useState } from "react";
import { useFilter } from "#components/data-table/use-filter.ts";
import { useAskEarly, useRows } from "#components/data-table/use-rows.ts";
import { ImportDotenv } from "#components/rotation/import-dotenv.tsx";
import { SecretsTable } from "#components/secrets/secrets-table.tsx";
import { SecretsToolbar } from "#components/secrets/secrets-toolbar.tsx";
import { RefreshProblem } from "#components/teams/refresh-problem.tsx";
import { whyNot } from "#components/teams/roles.ts";
import { TeamHeader } from "#components/teams/team-header.tsx";
import { useFreshness } from "#components/teams/use-freshness.ts";
import { useRefresh } from "#components/teams/use-refresh.ts";
import { useTeam } from "#components/teams/use-team.ts";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { grouped } from "#lib/core/grouped.ts";
import type { Role } from "#lib/core/permissions.ts";
import { SECRET_FIELDS, type SecretFilter } from "#lib/directory/secrets/filter.ts";
import { secretPageOptions } from "#lib/directory/secrets/queries.ts";
import type { SecretRow } from "#lib/directory/secrets/schema.ts";
import type { RowPage, TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const NewSecret = lazyPart(() => import("./new-secret.tsx").then((m) => m.NewSecret));
const RotateSecret = lazyPart(() => import("./rotate-secret.tsx").then((m) => m.RotateSecret));

type Opened = { what: "new" } | { what: "rotate"; name: string; value: string };

export function TeamSecretsScreen({
  team: atFirst,
  role,
  initial,
}: {
  team: TeamRow;
  role: Role;
  initial: { filter: SecretFilter; page: RowPage<SecretRow> };
}) {
  const team = useTeam(atFirst);
  const vendor = VENDOR_FACTS[team.vendor].name;
  const pageOptions = (of: SecretFilter) => secretPageOptions(team.id, of);
  const state = useFilter(SECRET_FIELDS, useAskEarly(pageOptions));
  const freshness = useFreshness(team.id, "secrets", initial.page.freshness);
  const { refresh, isPending, error } = useRefresh(team.id);
  const rows = useRows<SecretRow, SecretFilter>({
    filter: state.filter,
    initial,
    pageOptions,
  });
  const [opened, setOpened] = useState<Opened>();
  const noteId = useId();
  const reason = whyNot(role, "secret.create", team);
  const isComplete = Boolean(freshness?.syncedAt);
  const close = () => setOpened(undefined);
  const rotated = opened?.what === "rotate" && rows.loaded().find(({ name }) => name === opened.name);
  const { total, count } = rows;
  return (
    <>
      <TeamHeader
        team={team}
        part="secrets"
        count={state.isFiltered ? team.secretCount : count}
        freshness={freshness}
        isRefreshing={isPending}
        onRefresh={refresh}
        action={
          <>
            {!reason && <ImportDotenv team={{ id: team.id, name: team.name }} />}
            <Button
              variant="primary"
              icon="plus"
              aria-disabled={reason ? true : undefined}
              aria-describedby={reason ? noteId : undefined}
              title={reason}
              onClick={() => setOpened({ what: "new" })}
            >
              New secret
            </Button>
          </>
        }
      />
      {reason && (
        <span id={noteId} className="sr-only">
          {reason}
        </span>
      )}
      <RefreshProblem
        freshness={freshness}
        failure={error ?? rows.error}
        vendor={vendor}
        connection={{ id: team.connectionId, label: team.connectionLabel }}
        onRetry={error || !rows.isLost ? refresh : undefined}
      />
      <SecretsToolbar
        state={state}
        count={count !== undefined && `${grouped(count)} ${count === 1 ? "secret" : "secrets"}`}
      />
      <SecretsTable
        role={role}
        rows={rows}
        state={state}
        teamId={team.id}
        isLoading={rows.isLoading || (!isComplete && total === 0 && !freshness?.error && !state.isFiltered)}
        empty={
          state.isFiltered ? (
            <Empty title="No secret matches">Change the search or the filters to see more.</Empty>
          ) : isComplete ? (
            <Empty title="No secrets yet">
              A complete sync found none. A secret of a team is there for all of its projects and deployments.
            </Empty>
          ) : (
            <Empty title="Nothing was read yet">
              No sync of this list has reached its end, so Rollcall does not know which secrets there are.
            </Empty>
          )
        }
      />
      {opened?.what === "new" && (
        <NewSecret
          team={team}
          onClose={close}
          onRotate={(name, value) => setOpened({ what: "rotate", name, value })}
        />
      )}
      {opened?.what === "rotate" && (
        <RotateSecret
          target={{
            teamId: team.id,
            teamName: team.name,
            vendorName: vendor,
            name: opened.name,
            value: opened.value,
            ...(rotated && { inUse: rotated.inUse, ageDays: rotated.ageDays }),
          }}
          onClose={close}
        />
      )}
    </>
  );
}
