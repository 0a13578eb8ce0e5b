import type { Metadata } from "next";
import { PoliciesScreen } from "#components/policies/policies-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { listPolicies } from "#lib/directory/policies/data.ts";
import { tokenDays } from "#lib/directory/policies/token-age.ts";
import { listTeamsWithSecrets } from "#lib/directory/teams/data.ts";

export const metadata: Metadata = { title: "Policies" };

export default async function PoliciesPage() {
  return asPageViewer("policy.read", async () => {
    const [policies, days, teams] = await Promise.all([listPolicies(), tokenDays(), listTeamsWithSecrets()]);
    return <PoliciesScreen policies={policies} tokenDays={days} teams={teams} />;
  });
}
