"use client";

import { Button } from "#components/ui/button.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { type ActionFailure, useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { connectAction, disconnectAction } from "#lib/access/oidc/actions.ts";
import { errorWords } from "#lib/core/error-words.ts";

function useFailed() {
  const toast = useToast();
  return (failure: ActionFailure) => toast({ tone: "danger", title: errorWords(failure.error) });
}

/** Goes to a provider, to come back connected. */
export function ConnectAccount({ id, name }: { id: string; name: string }) {
  const connecting = useActionMutation(connectAction, {
    onSuccess: ({ url }) => window.location.assign(url),
    onError: useFailed(),
  });
  return (
    <Button pending={connecting.isPending} onClick={() => connecting.mutate({ provider: id })}>
      Connect {name}
    </Button>
  );
}

export function DisconnectAccount({ id, label }: { id: string; label: string }) {
  const toast = useToast();
  const disconnecting = useActionMutation(disconnectAction, {
    onSuccess: () => toast({ title: "The account is disconnected" }),
    onError: useFailed(),
  });
  return (
    <Button
      variant="link"
      aria-label={`Disconnect ${label}`}
      pending={disconnecting.isPending}
      onClick={() => disconnecting.mutate({ identityId: id })}
    >
      Disconnect
    </Button>
  );
}
