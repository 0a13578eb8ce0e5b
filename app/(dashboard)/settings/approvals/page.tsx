import type { Metadata } from "next";
import { RulesForm } from "#components/approvals/rules-form.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { readHours, readRules } from "#lib/changes/approvals/rules.ts";

export const metadata: Metadata = { title: "Approval policy" };

export default async function ApprovalPolicyPage() {
  return asPageViewer("approval.setRules", async () => {
    const [rules, hours] = await Promise.all([readRules(), readHours()]);
    return <RulesForm rules={rules} hours={hours} />;
  });
}
