import type { Metadata } from "next";
import { PoliciesScreen } from "#components/policies/policies-screen.tsx";
import { asPageViewer } from "#lib/auth/session.ts";
import { listPolicies } from "#lib/policies/data.ts";
import { tokenDays } from "#lib/policies/token-age.ts";
import { listTeamNames } from "#lib/teams/data.ts";

export const metadata: Metadata = { title: "Policies" };

export default async function PoliciesPage() {
  return asPageViewer("policy.read", async () => {
    const [policies, days, teams] = await Promise.all([
      listPolicies(),
      tokenDays(),
      listTeamNames({ withSecrets: true }),
    ]);
    return <PoliciesScreen policies={policies} tokenDays={days} teams={teams} />;
  });
}
