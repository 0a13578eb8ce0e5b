"use client";

import { nameOf } from "#components/policies/policy-name.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { grouped } from "#lib/core/grouped.ts";
import { deletePolicyAction } from "#lib/directory/policies/actions.ts";
import type { PolicyRow } from "#lib/directory/policies/schema.ts";

export function DeletePolicy({
  policy,
  onClose,
  onDeleted,
}: {
  policy: PolicyRow;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const remove = useActionMutation(deletePolicyAction, { again: "NOT_FOUND", onSuccess: onDeleted });
  const { secrets } = policy;
  return (
    <ConfirmDialog
      title={<bdi>{`Delete ${nameOf(policy)}?`}</bdi>}
      lede={
        secrets === 0
          ? "It decides about no secret now."
          : `${secrets === 1 ? "1 secret falls" : `${grouped(secrets)} secrets fall`} to the next policy.`
      }
      action="Delete policy"
      pending={remove.isPending}
      error={remove.error ? errorWords(remove.error.error, { subject: "This policy" }) : undefined}
      onConfirm={() => remove.mutate({ id: policy.id })}
      onClose={onClose}
    />
  );
}
