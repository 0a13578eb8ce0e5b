"use client";

import { useState } from "react";
import { Act, RowActs } from "#components/ui/act.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import type { AnySessionRow } from "#lib/access/auth/session-row.ts";
import { endSessionsAction } from "#lib/access/users/actions.ts";
import { errorWords } from "#lib/core/error-words.ts";

function useEnding(onEnded?: () => void) {
  const toast = useToast();
  return useActionMutation(endSessionsAction, {
    onSuccess: ({ ended }) => {
      onEnded?.();
      toast({ title: ended === 1 ? "1 session has ended" : `${ended} sessions have ended` });
    },
    onError: (failure) => toast({ tone: "danger", title: errorWords(failure.error) }),
  });
}

/** Ends one session of anybody; in a person's first row, all of theirs too. */
export function EndSessions({
  session,
  label,
  isFirst,
}: {
  session: Pick<AnySessionRow, "id" | "userId" | "email" | "isCurrent">;
  label: string;
  isFirst: boolean;
}) {
  const one = useEnding();
  const all = useEnding();
  return (
    <RowActs>
      {!session.isCurrent && (
        <Act
          icon="x"
          name={`End session of ${label}`}
          isBusy={one.isPending}
          onClick={() => one.mutate({ sessionId: session.id })}
        />
      )}
      {isFirst && (
        <Act
          icon="signOut"
          name={`End all sessions of ${session.email}`}
          isBusy={all.isPending}
          onClick={() => all.mutate({ userId: session.userId })}
        />
      )}
    </RowActs>
  );
}

export function EndEverybodysSessions() {
  const [isAsking, setAsking] = useState(false);
  const close = () => setAsking(false);
  const ending = useEnding(close);
  return (
    <>
      <Button onClick={() => setAsking(true)}>End everybody's sessions</Button>
      {isAsking && (
        <ConfirmDialog
          title="End everybody's sessions?"
          lede="Everybody but you is signed out at once, in every browser. What runs goes on."
          action="End sessions"
          pending={ending.isPending}
          onConfirm={() => ending.mutate("everybody")}
          onClose={close}
        />
      )}
    </>
  );
}
