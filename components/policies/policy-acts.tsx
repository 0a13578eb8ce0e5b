"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { nameOf } from "#components/policies/policy-name.ts";
import { Act, RowActs } from "#components/ui/act.tsx";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { DEFAULT_POLICY } from "#lib/directory/policies/constants.ts";
import type { PolicyRow } from "#lib/directory/policies/schema.ts";

const PolicyDialog = lazyPart(() =>
  import("#components/policies/policy-dialog.tsx").then((module) => module.PolicyDialog),
);
const DeletePolicy = lazyPart(() =>
  import("#components/policies/delete-policy.tsx").then((module) => module.DeletePolicy),
);

/** Which dialog is open, and what follows a change: it is said, and the page is read again. */
function useDialog<What extends string>() {
  const [open, setOpen] = useState<What>();
  const router = useRouter();
  const toast = useToast();
  const close = () => setOpen(undefined);
  const changed = (title: string) => {
    close();
    toast({ title });
    router.refresh();
  };
  return { open, setOpen, close, changed };
}

export function NewPolicy() {
  const { open, setOpen, close, changed } = useDialog<"new">();
  return (
    <>
      <Button variant="primary" icon="plus" onClick={() => setOpen("new")}>
        New policy
      </Button>
      {open && <PolicyDialog onClose={close} onSaved={() => changed("The policy was added")} />}
    </>
  );
}

/** What can be done with a policy. The default one stays. */
export function PolicyActs({ policy }: { policy: PolicyRow }) {
  const { open, setOpen, close, changed } = useDialog<"edit" | "delete">();
  const name = nameOf(policy);
  return (
    <RowActs>
      <Act icon="pencil" name={`Edit ${name}`} onClick={() => setOpen("edit")} />
      {policy.id !== DEFAULT_POLICY && (
        <Act icon="trash" name={`Delete ${name}`} onClick={() => setOpen("delete")} />
      )}
      {open === "edit" && (
        <PolicyDialog
          policy={policy}
          onClose={close}
          onSaved={(days) => changed(`${name} is now ${days} days`)}
        />
      )}
      {open === "delete" && (
        <DeletePolicy policy={policy} onClose={close} onDeleted={() => changed(`${name} was deleted`)} />
      )}
    </RowActs>
  );
}
