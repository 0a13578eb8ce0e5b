import type { Metadata } from "next";
import { RulesForm } from "#components/approvals/rules-form.tsx";
import { readHours, readRules } from "#lib/approvals/rules.ts";
import { asPageViewer } from "#lib/auth/session.ts";

export const metadata: Metadata = { title: "Approval policy" };

export default async function ApprovalPolicyPage() {
  return asPageViewer("approval.setRules", async () => {
    const [rules, hours] = await Promise.all([readRules(), readHours()]);
    return <RulesForm rules={rules} hours={hours} />;
  });
}
