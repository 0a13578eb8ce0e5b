"use client";

import { useQuery } from "@tanstack/react-query";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { deleteConnectionAction } from "#lib/changes/schedules/actions.ts";
import { fallingOptions } from "#lib/changes/schedules/queries.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { grouped } from "#lib/core/grouped.ts";
import type { ConnectionRow } from "#lib/directory/connections/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** Says what is forgotten and what is not touched, then forgets the connection. */
export function DeleteConnectionDialog({
  connection,
  onClose,
  onDeleted,
}: {
  connection: ConnectionRow;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { name } = VENDOR_FACTS[connection.vendor];
  const falling = useQuery(fallingOptions(connection.id));
  const falls = falling.data ?? [];
  const deleting = useActionMutation(deleteConnectionAction, {
    again: "NOT_FOUND",
    onSuccess: onDeleted,
    onError: (failure) => {
      if (failure.error.code === "NOT_FOUND") onDeleted();
      else void falling.refetch();
    },
  });
  const kept = [
    `${grouped(connection.teamCount)} ${connection.teamCount === 1 ? "team" : "teams"}`,
    `${grouped(connection.memberCount)} ${connection.memberCount === 1 ? "person" : "people"}`,
    ...(VENDOR_FACTS[connection.vendor].capabilities.secrets
      ? [`${grouped(connection.secretCount)} secret names`]
      : []),
  ];
  return (
    <ConfirmDialog
      title={
        <>
          Delete <bdi>{connection.label}</bdi>?
        </>
      }
      lede={`Rollcall forgets its token and its copy of ${kept.join(", ")}.`}
      action="Delete connection"
      pending={deleting.isPending}
      error={
        deleting.error
          ? errorWords(deleting.error.error, { vendor: name, subject: connection.label })
          : undefined
      }
      onConfirm={() => deleting.mutate({ id: connection.id, falls: falls.map(({ id }) => id) })}
      onClose={onClose}
    >
      {falls.length > 0 && (
        <Note tone="warn">
          <p>
            {falls.length === 1
              ? "This waits on it, and will never be done:"
              : "These wait on it, and will never be done:"}
          </p>
          <ul aria-label="Falls with it" className="list-disc ps-4">
            {falls.map(({ id, name: what, when }) => (
              <li key={id}>
                <bdi>{what}</bdi>, {when}
              </li>
            ))}
          </ul>
        </Note>
      )}
      <Note>
        Nothing changes on {name}: nobody is removed, and the token goes on working there until it is revoked
        in {name} itself. The activity log keeps what was done.
      </Note>
    </ConfirmDialog>
  );
}
