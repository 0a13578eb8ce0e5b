"use client";

import { Button } from "#components/ui/button.tsx";
import { Note } from "#components/ui/note.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { beginOidcAction } from "#lib/access/oidc/actions.ts";
import type { ProviderName } from "#lib/access/oidc/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";

/** A button for each provider: to sign in, or with an invite's token to join. */
export function ProviderButtons({
  verb,
  providers,
  returnTo,
  token,
}: {
  verb: "Sign in" | "Join";
  providers: readonly ProviderName[];
  returnTo?: string;
  token?: string;
}) {
  const leaving = useActionMutation(beginOidcAction, { onSuccess: ({ url }) => window.location.assign(url) });
  const to = { ...(returnTo === undefined ? {} : { returnTo }), ...(token === undefined ? {} : { token }) };
  return (
    <div className="flex flex-col gap-2 border-t border-line pt-4">
      {leaving.error && <Note tone="danger">{errorWords(leaving.error.error)}</Note>}
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          size="lg"
          className="mt-1"
          pending={leaving.isPending && leaving.variables.provider === id}
          onClick={() => leaving.mutate({ provider: id, ...to })}
        >
          {verb} with {name}
        </Button>
      ))}
    </div>
  );
}
