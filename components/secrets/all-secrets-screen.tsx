"use client";

import { useRows } from "#components/data-table/use-rows.ts";
import { ImportDotenv } from "#components/rotation/import-dotenv.tsx";
import { SecretsTable } from "#components/secrets/secrets-table.tsx";
import { SecretsToolbar } from "#components/secrets/secrets-toolbar.tsx";
import { useSecretFilter } from "#components/secrets/use-secret-filter.ts";
import { RefreshProblem } from "#components/teams/refresh-problem.tsx";
import { SyncLine } from "#components/teams/sync-line.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { can, type Role } from "#lib/auth/permissions.ts";
import { allSecretsPageOptions } from "#lib/secrets/queries.ts";
import type { SecretFilter, SecretRow } from "#lib/secrets/schema.ts";
import type { RowPage } from "#lib/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

export function AllSecretsScreen({
  role,
  teams,
  overdue,
  policyDays,
  initial,
}: {
  role: Role;
  /** Teams that can have secrets. */
  teams: readonly { id: string; name: string }[];
  /** How many are over the policy's limit, by the server's count. */
  overdue: number;
  /** Days of the default policy. */
  policyDays: number;
  initial: { filter: SecretFilter; page: RowPage<SecretRow> };
}) {
  const state = useSecretFilter();
  const rows = useRows<SecretRow, SecretFilter>({
    filter: state.filter,
    initial,
    pageOptions: allSecretsPageOptions,
  });
  const freshness = rows.first?.freshness ?? initial.page.freshness;
  const { total } = rows;
  return (
    <>
      <PageHeader
        title="Secrets"
        count={state.isFiltered ? undefined : total}
        meta={
          <>
            <span className="sub wide">Policy: rotate after {policyDays} days</span>
            {total > 0 && <SyncLine freshness={freshness} noun="secrets" />}
          </>
        }
        actions={can({ role }, "secret.create") && teams.length > 0 && <ImportDotenv teams={teams} />}
      />
      <RefreshProblem freshness={undefined} failure={rows.error} vendor="The vendor" onRetry={rows.retry} />
      <SecretsToolbar
        state={state}
        teams={teams}
        count={
          overdue > 0 && !state.isFiltered ? (
            <span className="warn strong">{overdue.toLocaleString("en")} overdue</span>
          ) : (
            `${total.toLocaleString("en")} ${total === 1 ? "secret" : "secrets"}`
          )
        }
      />
      <SecretsTable
        role={role}
        rows={rows}
        state={state}
        vendorName={VENDOR_FACTS.paperspace.name}
        isLoading={rows.isLoading}
        empty={
          state.isFiltered ? (
            <Empty title="No secret matches">Change the search or the filters to see more.</Empty>
          ) : (
            <Empty title="No secrets yet">
              Secrets belong to Paperspace teams. Open a team to make its first one, or connect a team under
              Settings.
            </Empty>
          )
        }
      />
    </>
  );
}
