import type { Metadata } from "next";
import { PoliciesScreen } from "#components/policies/policies-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { listPolicies } from "#lib/directory/policies/data.ts";
import { tokenDays } from "#lib/directory/policies/token-age.ts";

export const metadata: Metadata = { title: "Policies" };

export default async function PoliciesPage() {
  return asPageViewer("policy.read", async () => {
    const [policies, days] = await Promise.all([listPolicies(), tokenDays()]);
    return <PoliciesScreen policies={policies} tokenDays={days} />;
  });
}
