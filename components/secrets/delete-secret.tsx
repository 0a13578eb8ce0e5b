"use client";

import { ChangeNotes } from "#components/changes/change-notes.tsx";
import { useChangeDialog } from "#components/changes/use-change-dialog.ts";
import { IN_USE } from "#components/secrets/in-use.ts";
import type { RotateTarget } from "#components/secrets/rotate-secret.tsx";
import { Note } from "#components/ui/note.tsx";
import { TypeToConfirm } from "#components/ui/type-to-confirm.tsx";
import type { ChangeRequest } from "#lib/changes/schema.ts";

export function DeleteSecret({ target, onClose }: { target: RotateTarget; onClose: () => void }) {
  const { teamId, teamName, vendorName, name, inUse } = target;
  const request: ChangeRequest = { kind: "secret.delete", input: { teamId, name } };
  const deleting = useChangeDialog({
    vendor: vendorName,
    planned: request,
    says: inUse ? [IN_USE] : [],
    onClose,
  });
  return (
    <TypeToConfirm
      title={
        <>
          Delete <span className="mono">{name}</span>?
        </>
      }
      lede={
        <>
          From <bdi>{teamName}</bdi> on {vendorName}. The value is lost: nobody can read it back.
        </>
      }
      word={name}
      action="Delete secret"
      hint={deleting.cost || "1 call, cannot be undone"}
      pending={deleting.isPending}
      onConfirm={() => deleting.apply(() => request)}
      onClose={onClose}
    >
      {!deleting.plan && inUse && (
        <Note tone="warn">
          <span className="font-medium">A deployment uses this secret.</span> It fails when it is deployed or
          restarted next.
        </Note>
      )}
      <ChangeNotes {...deleting} />
    </TypeToConfirm>
  );
}
