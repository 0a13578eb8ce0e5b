"use client";

import { useState } from "react";
import { tokenErrorWords } from "#components/connections/add-connection-dialog.tsx";
import { TokenField } from "#components/connections/token-field.tsx";
import { HelpLink } from "#components/help/help-link.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { replaceTokenAction } from "#lib/directory/connections/actions.ts";
import { type ConnectionRow, replaceTokenSchema } from "#lib/directory/connections/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** Puts a new token in place of the old one; it is checked against the vendor first. */
export function ReplaceTokenDialog({
  connection,
  onClose,
  onSaved,
}: {
  connection: ConnectionRow;
  onClose: () => void;
  onSaved: () => void;
}) {
  const [token, setToken] = useState("");
  const [problem, setProblem] = useState<string>();
  const facts = VENDOR_FACTS[connection.vendor];
  const replacing = useActionMutation(replaceTokenAction, {
    again: true,
    onSuccess: onSaved,
    onError: (failure) => setProblem(tokenErrorWords(failure, connection.vendor)),
  });
  const save = () => {
    if (replacing.isPending) return;
    const parsed = replaceTokenSchema.safeParse({ id: connection.id, token });
    setProblem(parsed.error?.issues[0]?.message);
    if (parsed.success) replacing.mutate(parsed.data);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        <>
          Replace token of <bdi>{connection.label}</bdi>
        </>
      }
      aside={<HelpLink topic="tokens" isInDialog />}
      lede={`It must open the same ${facts.targetNoun.toLowerCase()}, ${connection.targetName}. The rows stay.`}
      onSubmit={save}
      footer={
        <>
          <span className="flex-1" />
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" type="submit" pending={replacing.isPending}>
            Replace token
          </Button>
        </>
      }
    >
      <TokenField
        name="token"
        value={token}
        error={problem}
        hint={facts.tokenHelp}
        onChange={(event) => {
          setToken(event.target.value);
          setProblem(undefined);
        }}
      />
    </Dialog>
  );
}
