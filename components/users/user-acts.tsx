"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Act, RowActs } from "#components/ui/act.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { LimitButton } from "#components/users/limit-button.tsx";
import { ResetTwoFactor } from "#components/users/reset-two-factor.tsx";
import { type ActionFailure, useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { resetPasswordAction, setUserDisabledAction } from "#lib/access/users/actions.ts";
import type { UserRow } from "#lib/access/users/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";

const EraseUserDialog = lazyPart(() =>
  import("#components/trail/erase-user-dialog.tsx").then((module) => module.EraseUserDialog),
);
const ResetDialog = lazyPart(() =>
  import("#components/users/reset-dialog.tsx").then((module) => module.ResetDialog),
);

/** What can be done with a user. */
export function UserActs({ user, label }: { user: UserRow; label: string }) {
  const toast = useToast();
  const router = useRouter();
  const [isErasing, setErasing] = useState(false);
  const onError = (failure: ActionFailure) => toast({ tone: "danger", title: errorWords(failure.error) });
  const access = useActionMutation(setUserDisabledAction, {
    again: true,
    onSuccess: (_, { isDisabled }) =>
      toast({
        title: isDisabled ? `${user.name} is disabled and signed out` : `${user.name} can sign in again`,
        ...(isDisabled
          ? {
              action: { label: "Undo", onPress: () => access.mutate({ userId: user.id, isDisabled: false }) },
            }
          : {}),
      }),
    onError,
  });
  const reset = useActionMutation(resetPasswordAction, { again: true, onError });
  return (
    <RowActs>
      {user.isDisabled && !user.email.endsWith("@erased.invalid") && (
        <Act icon="trash" name={`Erase personal data of ${label}`} onClick={() => setErasing(true)} />
      )}
      {isErasing && (
        <EraseUserDialog
          user={user}
          onClose={() => setErasing(false)}
          onErased={() => {
            setErasing(false);
            toast({ title: "Their name and address are erased" });
            router.refresh();
          }}
        />
      )}
      {!user.isYou && <LimitButton subject={{ kind: "user", id: user.id }} name={label} isInRow />}
      <ResetTwoFactor user={user} label={label} />
      <Act
        icon="key"
        name={`Reset password of ${label}`}
        isBusy={reset.isPending}
        onClick={() => reset.mutate({ userId: user.id })}
      />
      {reset.data && <ResetDialog name={user.name} link={reset.data} onClose={reset.reset} />}
      <Act
        icon={user.isDisabled ? "checkCircle" : "userMinus"}
        name={user.isDisabled ? `Enable ${label}` : `Disable ${label}`}
        isBusy={access.isPending}
        onClick={() => access.mutate({ userId: user.id, isDisabled: !user.isDisabled })}
      />
    </RowActs>
  );
}
