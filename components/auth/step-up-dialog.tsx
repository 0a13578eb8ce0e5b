"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { onProven } from "#components/auth/step-up-channel.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { proveAction } from "#lib/access/auth/actions.ts";
import type { ProofWays } from "#lib/access/auth/proof-ways.ts";
import { proofWaysOptions } from "#lib/access/auth/queries.ts";
import { proveWithProviderAction } from "#lib/access/oidc/actions.ts";
import { errorWords } from "#lib/core/error-words.ts";

const NONE: ProofWays = { field: null, providers: [] };

/** Asks the person to prove that this session is still theirs. */
export function StepUpDialog({ onClose, onProven: onDone }: { onClose: () => void; onProven: () => void }) {
  const { data, error, isPending } = useQuery(proofWaysOptions());
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const proving = useActionMutation(proveAction, {
    onSuccess: onDone,
    onError: () => {
      setText("");
      field.current?.focus();
    },
  });
  const leaving = useActionMutation(proveWithProviderAction);
  const ways = data ?? NONE;
  useEffect(() => {
    if (ways.field) field.current?.focus();
  }, [ways.field]);
  useEffect(() => onProven(onDone), [onDone]);

  const wrong = proving.error?.error;
  const byField = ways.field ? wrong?.fields?.[ways.field]?.[0] : undefined;
  const failure = leaving.error ?? (wrong && !byField ? proving.error : null);
  const submit = () => {
    if (proving.isPending || !ways.field) return;
    proving.mutate(ways.field === "code" ? { code: text } : { password: text });
  };
  const withProvider = (provider: string) => {
    // Opened by the press itself: a window that opens later would be blocked.
    const tab = window.open("about:blank");
    leaving.mutate(
      { provider },
      { onSuccess: ({ url }) => tab?.location.replace(url), onError: () => tab?.close() },
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Confirm it's you"
      lede="You signed in a while ago, and this step asks for a fresh proof."
      {...(ways.field ? { onSubmit: submit } : {})}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          {ways.field && (
            <Button type="submit" size="lg" variant="primary" pending={proving.isPending}>
              Confirm
            </Button>
          )}
        </>
      }
    >
      {failure && <Note tone="danger">{errorWords(failure.error)}</Note>}
      {error && <Note tone="danger">Could not ask. Close this and try again.</Note>}
      {ways.field && (
        <TextField
          ref={field}
          label={ways.field === "code" ? "Code" : "Password"}
          type={ways.field === "code" ? "text" : "password"}
          inputMode={ways.field === "code" ? "numeric" : undefined}
          autoComplete={ways.field === "code" ? "one-time-code" : "current-password"}
          value={text}
          onChange={(event) => setText(event.target.value)}
          error={byField}
          hint={ways.field === "code" ? "From your authenticator app, or a recovery code." : undefined}
        />
      )}
      {ways.providers.map(({ id, name }) => (
        <div key={id}>
          <Button pending={leaving.isPending} onClick={() => withProvider(id)}>
            Confirm with {name}
          </Button>
        </div>
      ))}
      {!isPending && !error && !ways.field && ways.providers.length === 0 && (
        <p>Sign out and in again, then try again.</p>
      )}
    </Dialog>
  );
}
