"use client";

import { useState } from "react";
import { ChangeNotes } from "#components/changes/change-notes.tsx";
import { useChangeDialog } from "#components/changes/use-change-dialog.ts";
import { HelpLink } from "#components/help/help-link.tsx";
import { ValueField } from "#components/rotation/value-field.tsx";
import { useAtChoice } from "#components/schedules/use-at-choice.tsx";
import { IN_USE } from "#components/secrets/in-use.ts";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import { secretValueSchema } from "#lib/changes/schema.ts";

export type RotateTarget = {
  teamId: string;
  teamName: string;
  vendorName: string;
  name: string;
  inUse?: boolean | undefined;
  ageDays?: number | undefined;
  /** A value that was already typed elsewhere. */
  value?: string;
};

export function RotateSecret({ target, onClose }: { target: RotateTarget; onClose: () => void }) {
  const { teamId, teamName, vendorName, name, inUse, ageDays } = target;
  const [value, setValue] = useState(target.value ?? "");
  const [error, setError] = useState<string>();
  const at = useAtChoice();
  // The warning stands in this dialog: pressing the button is its answer.
  const rotating = useChangeDialog({ vendor: vendorName, says: inUse ? [IN_USE] : [], onClose });

  const rotate = () => {
    const checked = secretValueSchema.safeParse(value);
    if (!checked.success) return setError(checked.error.issues[0]?.message ?? "Give a value");
    const when = at.chosen();
    if (when === "wrong") return undefined;
    return rotating.apply(() => ({ kind: "secret.rotate", input: { teamId, name, value } }), when);
  };
  return (
    <FormDialog
      title={
        <>
          Rotate <span className="mono">{name}</span>
        </>
      }
      lede={
        <>
          <bdi>{teamName}</bdi> on {vendorName}.
          {ageDays !== undefined &&
            (ageDays === 0
              ? " Last changed less than a day ago."
              : ` Last changed ${ageDays === 1 ? "1 day" : `${ageDays} days`} ago.`)}
        </>
      }
      aside={<HelpLink topic="rotation" isInDialog />}
      hint="1 call, cannot be undone"
      action={at.isTimed ? "Schedule 1 change" : "Rotate secret"}
      beside={at.button}
      pending={rotating.isPending}
      onSubmit={rotate}
      onClose={onClose}
    >
      <ValueField
        label="New value"
        value={value}
        error={error}
        hint={`${vendorName} never shows a value again: copy it before you rotate if another system needs it.`}
        onChange={(next) => {
          setValue(next);
          setError(undefined);
        }}
      />
      {at.fields}
      {!rotating.plan &&
        (inUse ? (
          <Note tone="warn">
            <p>
              <span className="font-medium">A deployment uses this secret.</span> Rollcall cannot restart it;
              it gets the new value when it is deployed or restarted next.
            </p>
            <p className="text-muted">A project's or cluster's secret of the same name wins over this one.</p>
          </Note>
        ) : (
          <Note>A project's or cluster's secret of the same name wins over this one.</Note>
        ))}
      <ChangeNotes {...rotating} />
    </FormDialog>
  );
}
