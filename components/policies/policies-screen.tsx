"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { nameOf, PolicyTableRow } from "#components/policies/policy-table-row.tsx";
import { TokenAge } from "#components/policies/token-age.tsx";
import { Button } from "#components/ui/button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Table } from "#components/ui/table.tsx";
import { useToast } from "#components/ui/toast.tsx";
import type { PolicyRow } from "#lib/directory/policies/schema.ts";

const PolicyDialog = dynamic(() =>
  import("#components/policies/policy-dialog.tsx").then((module) => module.PolicyDialog),
);
const DeletePolicy = dynamic(() =>
  import("#components/policies/delete-policy.tsx").then((module) => module.DeletePolicy),
);

export const POLICY_COLUMNS = [
  { label: "Secrets of" },
  { label: "Names", width: 240 },
  { label: "Rotate after", width: 120, className: "end" },
  { label: "Decides about", width: 150, className: "end" },
  { label: "Due", width: 80, className: "end" },
  { label: "Overdue", width: 92, className: "end" },
  { label: "Actions", width: 84, isHidden: true },
] as const;

type Open = { what: "new" } | { what: "edit" | "delete"; policy: PolicyRow } | undefined;

/** After how many days secrets are to be rotated: the default, and what is more specific. */
export function PoliciesScreen({
  policies,
  tokenDays,
  teams,
}: {
  policies: PolicyRow[];
  /** After how many days a stored token is old. */
  tokenDays: number;
  /** Teams that can have secrets. */
  teams: { id: string; name: string }[];
}) {
  const [open, setOpen] = useState<Open>();
  const router = useRouter();
  const toast = useToast();
  const close = () => setOpen(undefined);
  const changed = (title: string) => {
    close();
    toast({ title });
    router.refresh();
  };
  return (
    <div className="screen">
      <PageHeader
        title="Policies"
        count={policies.length}
        actions={
          <Button variant="primary" icon="plus" onClick={() => setOpen({ what: "new" })}>
            New policy
          </Button>
        }
      />
      <div className="scroll">
        <Table label="Policies" columns={POLICY_COLUMNS}>
          {policies.map((policy) => (
            <PolicyTableRow
              key={policy.id}
              policy={policy}
              onEdit={() => setOpen({ what: "edit", policy })}
              onDelete={() => setOpen({ what: "delete", policy })}
            />
          ))}
        </Table>
        <p className="hint table-note">
          The most specific one decides: a team and a name, then a name, then a team, then the default. A
          secret is due 14 days before its limit; its age is counted from the vendor's own date of the last
          change.
        </p>
        <TokenAge days={tokenDays} />
      </div>
      {open?.what === "new" && (
        <PolicyDialog teams={teams} onClose={close} onSaved={() => changed("The policy was added")} />
      )}
      {open?.what === "edit" && (
        <PolicyDialog
          teams={teams}
          policy={open.policy}
          onClose={close}
          onSaved={(days) => changed(`${nameOf(open.policy)} is now ${days} days`)}
        />
      )}
      {open?.what === "delete" && (
        <DeletePolicy
          policy={open.policy}
          onClose={close}
          onDeleted={() => changed(`${nameOf(open.policy)} was deleted`)}
        />
      )}
    </div>
  );
}
