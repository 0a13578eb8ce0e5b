import type { Metadata } from "next";
import { PoliciesScreen } from "#components/policies/policies-screen.tsx";
import { asPageViewer } from "#lib/auth/session.ts";
import { listPolicies } from "#lib/policies/data.ts";
import { tokenDays } from "#lib/policies/token-age.ts";
import { listTeams } from "#lib/teams/data.ts";
import { teamFilterSchema } from "#lib/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import { VENDOR_IDS } from "#lib/vendors/port.ts";

export const metadata: Metadata = { title: "Policies" };

export default async function PoliciesPage() {
  return asPageViewer("policy.read", async (viewer) => {
    const vendors = VENDOR_IDS.filter((id) => VENDOR_FACTS[id].capabilities.secrets);
    const [policies, days, ...pages] = await Promise.all([
      listPolicies(),
      tokenDays(),
      ...vendors.map((vendor) => listTeams(teamFilterSchema.parse({ vendor, limit: 200 }), viewer)),
    ]);
    const teams = pages.flatMap(({ rows }) => rows.map(({ id, label }) => ({ id, name: label })));
    return <PoliciesScreen policies={policies} tokenDays={days} teams={teams} />;
  });
}
