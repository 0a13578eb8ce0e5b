"use client";

import { Button } from "#components/ui/button.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { type ActionFailure, useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { endOtherSessionsAction, endSessionAction } from "#lib/access/users/actions.ts";
import { errorWords } from "#lib/core/error-words.ts";

function useFailed() {
  const toast = useToast();
  return (failure: ActionFailure) =>
    toast({ tone: "danger", title: "Could not end the session", detail: errorWords(failure.error) });
}

/** Ends one of one's own sessions. */
export function EndOwnSession({ id, label }: { id: string; label: string }) {
  const toast = useToast();
  const ending = useActionMutation(endSessionAction, {
    onSuccess: () => toast({ title: "The session has ended" }),
    onError: useFailed(),
  });
  return (
    <Button
      variant="link"
      aria-label={`End session ${label}`}
      pending={ending.isPending}
      onClick={() => ending.mutate({ sessionId: id })}
    >
      End session
    </Button>
  );
}

export function EndOtherSessions() {
  const toast = useToast();
  const ending = useActionMutation(endOtherSessionsAction, {
    onSuccess: ({ ended }) =>
      toast({ title: ended === 1 ? "1 other session has ended" : `${ended} other sessions have ended` }),
    onError: useFailed(),
  });
  return (
    <Button pending={ending.isPending} onClick={() => ending.mutate()}>
      End all other sessions
    </Button>
  );
}
