"use client";

import { Note } from "#components/ui/note.tsx";
import { TypeToConfirm } from "#components/ui/type-to-confirm.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { eraseUserAction } from "#lib/insight/trail/actions.ts";

/** Takes a disabled user's name and address out of their account and the audit log. */
export function EraseUserDialog({
  user,
  onClose,
  onErased,
}: {
  user: { id: string; name: string };
  onClose: () => void;
  onErased: () => void;
}) {
  const erasing = useActionMutation(eraseUserAction, { onSuccess: onErased });
  return (
    <TypeToConfirm
      title="Erase personal data"
      lede={
        <>
          The account of <bdi>{user.name}</bdi> loses its name, address and sessions, and so do the events
          that they made or that are about them. What was done stays, under the account's id, and the log
          still verifies.
        </>
      }
      word={user.name}
      action="Erase personal data"
      pending={erasing.isPending}
      onConfirm={() => erasing.mutate({ userId: user.id })}
      onClose={onClose}
    >
      <Note tone="warn">
        This cannot be undone. Copies that were exported or sent elsewhere are not reached.
      </Note>
      {erasing.error && <Note tone="danger">{errorWords(erasing.error.error, { subject: user.name })}</Note>}
    </TypeToConfirm>
  );
}
