import type { Metadata } from "next";
import { AllSecretsScreen } from "#components/secrets/all-secrets-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { FIRST_ROWS } from "#lib/core/filter/fields.ts";
import { can } from "#lib/core/permissions.ts";
import { defaultDays, readPolicies } from "#lib/directory/policies/limits.ts";
import { listAllSecrets } from "#lib/directory/secrets/data.ts";
import { secretFilterSchema } from "#lib/directory/secrets/schema.ts";
import { getTeam, someTeamTakesSecrets } from "#lib/directory/teams/data.ts";

export const metadata: Metadata = { title: "Secrets" };

export default async function SecretsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, unknown>>;
}) {
  return asPageViewer("secret.read", async (viewer) => {
    const filter = secretFilterSchema.parse({ ...(await searchParams), ...FIRST_ROWS });
    const [page, policies, canImport, team] = await Promise.all([
      listAllSecrets(filter),
      readPolicies(),
      can(viewer, "secret.create") && someTeamTakesSecrets(),
      filter.team ? getTeam(filter.team) : undefined,
    ]);
    return (
      <AllSecretsScreen
        role={viewer.role}
        canImport={canImport}
        policyDays={defaultDays(policies)}
        initial={{ filter, page, teamName: team?.label }}
      />
    );
  });
}
