import { NewPolicy } from "#components/policies/policy-acts.tsx";
import { PolicyTableRow } from "#components/policies/policy-table-row.tsx";
import { TokenAge } from "#components/policies/token-age.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { Table } from "#components/ui/table.tsx";
import type { PolicyRow } from "#lib/directory/policies/schema.ts";

export const POLICY_COLUMNS = [
  { label: "Secrets of" },
  { label: "Names", width: 240 },
  { label: "Rotate after", width: 120, align: "end" },
  { label: "Decides about", width: 150, align: "end" },
  { label: "Due", width: 80, align: "end" },
  { label: "Overdue", width: 92, align: "end" },
  { label: "Actions", width: 84, isHidden: true },
] as const;

/** After how many days secrets are to be rotated: the default, and what is more specific. */
export function PoliciesScreen({
  policies,
  tokenDays,
}: {
  policies: PolicyRow[];
  /** After how many days a stored token is old. */
  tokenDays: number;
}) {
  return (
    <Screen>
      <PageHeader title="Policies" count={policies.length} actions={<NewPolicy />} />
      <ScrollArea>
        <Table label="Policies" columns={POLICY_COLUMNS}>
          {policies.map((policy) => (
            <PolicyTableRow key={policy.id} policy={policy} />
          ))}
        </Table>
        <p className="px-gutter py-3 text-small text-muted">
          The most specific one decides: a team and a name, then a name, then a team, then the default. A
          secret is due 14 days before its limit; its age is counted from the vendor's own date of the last
          change.
        </p>
        <TokenAge days={tokenDays} />
      </ScrollArea>
    </Screen>
  );
}
