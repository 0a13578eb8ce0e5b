"use client";

import { Act, RowActs } from "#components/ui/act.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { revokeInviteAction } from "#lib/access/users/actions.ts";
import { errorWords } from "#lib/core/error-words.ts";

export function RevokeInvite({ id, email }: { id: string; email: string }) {
  const toast = useToast();
  const revoking = useActionMutation(revokeInviteAction, {
    again: "NOT_FOUND",
    onSuccess: () => toast({ title: `The invite of ${email} no longer works` }),
    onError: (failure) => toast({ tone: "danger", title: errorWords(failure.error) }),
  });
  return (
    <RowActs>
      <Act
        icon="x"
        name={`Revoke invite of ${email}`}
        isBusy={revoking.isPending}
        onClick={() => revoking.mutate({ inviteId: id })}
      />
    </RowActs>
  );
}
