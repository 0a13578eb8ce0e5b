"use client";

import { Act } from "#components/ui/act.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { resetTwoFactorAction } from "#lib/access/two-factor/actions.ts";
import type { UserRow } from "#lib/access/users/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";

/** Takes somebody's two-factor away who lost phone and codes. Only where it is on; one's own is on the profile. */
export function ResetTwoFactor({ user, label }: { user: UserRow; label: string }) {
  const toast = useToast();
  const resetting = useActionMutation(resetTwoFactorAction, {
    onSuccess: () => toast({ title: `${user.name} has no two-factor any more, and is signed out` }),
    onError: (failure) => toast({ tone: "danger", title: errorWords(failure.error) }),
  });
  if (!user.hasTwoFactor || user.isYou) return null;
  return (
    <Act
      icon="rotate"
      name={`Reset two-factor of ${label}`}
      isBusy={resetting.isPending}
      onClick={() => resetting.mutate({ userId: user.id })}
    />
  );
}
