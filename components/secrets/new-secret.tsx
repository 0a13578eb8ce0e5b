"use client";

import { useState } from "react";
import { ChangeNotes } from "#components/changes/change-notes.tsx";
import { useChangeDialog } from "#components/changes/use-change-dialog.ts";
import { ValueField } from "#components/rotation/value-field.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { secretNameSchema, secretValueSchema } from "#lib/changes/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

export function NewSecret({
  team,
  onClose,
  onRotate,
}: {
  team: TeamRow;
  onClose: () => void;
  /** The name is taken: rotate that secret, to what was typed here. */
  onRotate: (name: string, value: string) => void;
}) {
  const vendor = VENDOR_FACTS[team.vendor].name;
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const [wrong, setWrong] = useState<{ name?: string | undefined; value?: string | undefined }>({});
  const creating = useChangeDialog({ vendor, onClose });
  const { plan, refused } = creating;
  const isTaken = refused?.code === "VENDOR_CONFLICT";
  const nameError = wrong.name ?? (isTaken ? `${name} already exists` : refused?.fields?.name?.[0]);

  const create = () => {
    const found = {
      name: secretNameSchema.safeParse(name).error?.issues[0]?.message,
      value: secretValueSchema.safeParse(value).error?.issues[0]?.message,
    };
    setWrong(found);
    if (!found.name && !found.value)
      creating.apply(() => ({ kind: "secret.create", input: { teamId: team.id, name, value } }));
  };
  return (
    <FormDialog
      title="New secret"
      lede={
        <>
          In <bdi>{team.name}</bdi> on {vendor}.
        </>
      }
      hint="1 call"
      action="Create secret"
      pending={creating.isPending}
      onSubmit={create}
      onClose={onClose}
    >
      <TextField
        label="Name"
        mono
        value={name}
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="off"
        data-1p-ignore
        data-lpignore="true"
        hint="A letter first; then letters, digits and _."
        error={
          nameError && (
            <>
              {nameError}
              {isTaken && (
                <>
                  {". "}
                  <button type="button" className="link" onClick={() => onRotate(name, value)}>
                    Rotate it instead
                  </button>
                </>
              )}
            </>
          )
        }
        onChange={(event) => {
          setName(event.target.value);
          setWrong({ value: wrong.value });
          creating.forget();
        }}
      />
      <ValueField
        label="Value"
        value={value}
        error={wrong.value}
        hint={`${vendor} never shows a value again: copy it first if another system needs it.`}
        onChange={(next) => {
          setValue(next);
          setWrong({ name: wrong.name });
        }}
      />
      <ChangeNotes plan={plan} refused={nameError ? undefined : refused} />
    </FormDialog>
  );
}
