"use client";

import { nameOf } from "#components/policies/policy-table-row.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import { useActionMutation } from "#lib/action/use-action-mutation.ts";
import { errorWords } from "#lib/error-words.ts";
import { deletePolicyAction } from "#lib/policies/actions.ts";
import type { PolicyRow } from "#lib/policies/schema.ts";

export function DeletePolicy({
  policy,
  onClose,
  onDeleted,
}: {
  policy: PolicyRow;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const remove = useActionMutation(deletePolicyAction, { onSuccess: onDeleted });
  const { secrets } = policy;
  return (
    <Dialog
      open
      onClose={onClose}
      focus="footer"
      title={<bdi>{`Delete ${nameOf(policy)}?`}</bdi>}
      lede={
        secrets === 0
          ? "It decides about no secret now."
          : `${secrets === 1 ? "1 secret falls" : `${secrets.toLocaleString("en")} secrets fall`} to the next policy.`
      }
      footer={
        <>
          <span className="hint" />
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button
            size="lg"
            variant="danger"
            pending={remove.isPending}
            onClick={() => remove.mutate({ id: policy.id })}
          >
            Delete policy
          </Button>
        </>
      }
    >
      {remove.error && (
        <Note tone="danger">{errorWords(remove.error.error, { subject: "This policy" })}</Note>
      )}
    </Dialog>
  );
}
