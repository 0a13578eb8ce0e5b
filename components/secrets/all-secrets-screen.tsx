"use client";

import { useFilter } from "#components/data-table/use-filter.ts";
import { useAskEarly, useRows } from "#components/data-table/use-rows.ts";
import { ImportDotenv } from "#components/rotation/import-dotenv.tsx";
import { SecretsTable } from "#components/secrets/secrets-table.tsx";
import { SecretsToolbar } from "#components/secrets/secrets-toolbar.tsx";
import { RefreshButton } from "#components/standing/refresh-button.tsx";
import { useStanding } from "#components/standing/standing.tsx";
import { StandingLine } from "#components/standing/standing-line.tsx";
import { StandingProblems } from "#components/standing/standing-problems.tsx";
import { useRefreshAll } from "#components/standing/use-refresh-all.ts";
import { Empty } from "#components/ui/empty.tsx";
import { HeadNote, PageHeader } from "#components/ui/page-header.tsx";
import { grouped } from "#lib/core/grouped.ts";
import type { Role } from "#lib/core/permissions.ts";
import { SECRET_FIELDS, type SecretFilter } from "#lib/directory/secrets/filter.ts";
import { allSecretsPageOptions } from "#lib/directory/secrets/queries.ts";
import type { SecretRow } from "#lib/directory/secrets/schema.ts";
import type { RowPage } from "#lib/directory/teams/schema.ts";
import { vendorsThat } from "#lib/vendors/words.ts";

export function AllSecretsScreen({
  role,
  canImport,
  policyDays,
  initial,
}: {
  role: Role;
  /** Whether this person may set secrets, and there is a team to set them in. */
  canImport: boolean;
  /** Days of the default policy. */
  policyDays: number;
  /** `teamName`: of the team that is filtered by. */
  initial: { filter: SecretFilter; page: RowPage<SecretRow>; teamName: string | undefined };
}) {
  const state = useFilter(SECRET_FIELDS, useAskEarly(allSecretsPageOptions));
  const rows = useRows<SecretRow, SecretFilter>({
    filter: state.filter,
    initial,
    pageOptions: allSecretsPageOptions,
  });
  const { total, count } = rows;
  const refreshing = useRefreshAll();
  const { counts, lists, failures, reading } = useStanding().standing;
  const { overdue } = counts;
  const isReading = reading.length > 0 && lists.never > 0 && failures.length === 0;
  return (
    <>
      <PageHeader
        title="Secrets"
        count={state.isFiltered ? undefined : count}
        meta={
          <>
            <span className="contents max-sm:hidden">
              <HeadNote>Policy: rotate after {policyDays} days</HeadNote>
            </span>
            <StandingLine />
          </>
        }
        actions={
          <>
            {lists.known > 0 && (
              <RefreshButton isTurning={refreshing.isPending} onPress={refreshing.refresh} />
            )}
            {canImport && <ImportDotenv />}
          </>
        }
      />
      <StandingProblems refreshing={refreshing} rows={rows} />
      <SecretsToolbar
        state={state}
        overAll={{
          teamName: state.filter.team === initial.filter.team ? initial.teamName : undefined,
          role,
        }}
        count={
          overdue > 0 && !state.isFiltered ? (
            <span className="text-warn font-medium">{grouped(overdue)} overdue</span>
          ) : (
            count !== undefined && `${grouped(count)} ${count === 1 ? "secret" : "secrets"}`
          )
        }
      />
      <SecretsTable
        role={role}
        rows={rows}
        state={state}
        isLoading={rows.isLoading || (isReading && total === 0 && !state.isFiltered)}
        empty={
          state.isFiltered ? (
            <Empty title="No secret matches">Change the search or the filters to see more.</Empty>
          ) : (
            <Empty title="No secrets yet">
              Secrets belong to teams of {vendorsThat((can) => can.secrets)}. Open a team to make its first
              one, or connect a team under Settings.
            </Empty>
          )
        }
      />
    </>
  );
}
