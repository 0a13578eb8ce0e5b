"use client";

import { Note } from "#components/ui/note.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { TypeToConfirm } from "#components/ui/type-to-confirm.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { grouped } from "#lib/core/grouped.ts";
import { erasePersonAction } from "#lib/insight/trail/actions.ts";

/** Takes a person's name and address out of everything that Rollcall remembers. */
export function ErasePerson({
  person,
  onClose,
}: {
  person: { id: string; label: string };
  onClose: () => void;
}) {
  const toast = useToast();
  const erasing = useActionMutation(erasePersonAction, {
    onSuccess: ({ events }) => {
      onClose();
      toast({
        title:
          events === 0
            ? "The audit log holds no personal data of them"
            : `The personal data of ${grouped(events)} ${events === 1 ? "event" : "events"} is erased`,
      });
    },
  });
  return (
    <TypeToConfirm
      title="Erase personal data"
      lede={
        <>
          Names and addresses of <bdi>{person.label}</bdi> go from the audit log, the history of changes and
          what syncs saw. That something happened, when and by whom, stays, and the log still verifies.
        </>
      }
      word={person.label}
      action="Erase personal data"
      pending={erasing.isPending}
      onConfirm={() => erasing.mutate({ personId: person.id })}
      onClose={onClose}
    >
      <Note tone="warn">
        This cannot be undone. Copies that were exported or sent elsewhere are not reached. While a vendor
        lists them in a team, their row there stays.
      </Note>
      {erasing.error && (
        <Note tone="danger">{errorWords(erasing.error.error, { subject: person.label })}</Note>
      )}
    </TypeToConfirm>
  );
}
