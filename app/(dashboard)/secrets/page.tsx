import type { Metadata } from "next";
import { AllSecretsScreen } from "#components/secrets/all-secrets-screen.tsx";
import { asPageViewer } from "#lib/auth/session.ts";
import { countDueSecrets } from "#lib/policies/data.ts";
import { defaultDays, readPolicies } from "#lib/policies/limits.ts";
import { listAllSecrets } from "#lib/secrets/data.ts";
import { secretFilterSchema } from "#lib/secrets/schema.ts";
import { listTeams } from "#lib/teams/data.ts";
import { teamFilterSchema } from "#lib/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import { VENDOR_IDS } from "#lib/vendors/port.ts";

export const metadata: Metadata = { title: "Secrets" };

export default async function SecretsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, unknown>>;
}) {
  return asPageViewer("secret.read", async (viewer) => {
    const filter = secretFilterSchema.parse({ ...(await searchParams), offset: 0, limit: 100 });
    const vendors = VENDOR_IDS.filter((id) => VENDOR_FACTS[id].capabilities.secrets);
    const [page, { overdue }, policies, ...teamPages] = await Promise.all([
      listAllSecrets(filter),
      countDueSecrets(),
      readPolicies(),
      ...vendors.map((vendor) => listTeams(teamFilterSchema.parse({ vendor, limit: 200 }), viewer)),
    ]);
    const teams = teamPages.flatMap(({ rows }) => rows);
    return (
      <AllSecretsScreen
        role={viewer.role}
        teams={teams.map((team) => ({ id: team.id, name: team.label }))}
        overdue={overdue}
        policyDays={defaultDays(policies)}
        initial={{ filter, page }}
      />
    );
  });
}
