"use client";

import { useState } from "react";
import { useChange } from "#components/changes/use-change.tsx";
import { ValueField } from "#components/rotation/value-field.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { secretNameSchema, secretValueSchema } from "#lib/changes/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

type Problems = { name?: string; value?: string; form?: string; exists?: boolean };

const messageOf = (result: { success: boolean; error?: { issues: { message: string }[] } | undefined }) =>
  result.success ? undefined : result.error?.issues[0]?.message;

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
  const [problems, setProblems] = useState<Problems>({});
  const [isPending, setPending] = useState(false);
  const change = useChange();

  const create = async () => {
    if (isPending) return;
    const wrongName = messageOf(secretNameSchema.safeParse(name));
    const wrongValue = messageOf(secretValueSchema.safeParse(value));
    if (wrongName || wrongValue) {
      setProblems({
        ...(wrongName ? { name: wrongName } : {}),
        ...(wrongValue ? { value: wrongValue } : {}),
      });
      return;
    }
    setPending(true);
    setProblems({});
    const request = { kind: "secret.create" as const, input: { teamId: team.id, name, value } };
    const end = await change.run([request], { vendor });
    setPending(false);
    if (end.is === "done") {
      void change.say(end.outcomes, vendor);
      onClose();
    } else if (end.is === "confirm")
      setProblems({ form: end.plan.changes[0]?.refusal?.reason ?? "Not possible" });
    else {
      const code = end.is === "failed" ? end.code : end.error.code;
      const fields = end.is === "error" ? end.error.fields : undefined;
      if (code === "VENDOR_CONFLICT") setProblems({ name: `${name} already exists`, exists: true });
      else if (fields?.name?.[0]) setProblems({ name: fields.name[0] });
      else setProblems({ form: end.reason });
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="New secret"
      lede={
        <>
          In <bdi>{team.name}</bdi> on {vendor}.
        </>
      }
      onSubmit={() => void create()}
      footer={
        <>
          <span className="hint">1 call</span>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" type="submit" pending={isPending}>
            Create secret
          </Button>
        </>
      }
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
          problems.name && (
            <>
              {problems.name}
              {problems.exists && (
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
          setProblems(({ value: ofValue }) => (ofValue ? { value: ofValue } : {}));
        }}
      />
      <ValueField
        label="Value"
        value={value}
        error={problems.value}
        hint={`${vendor} never shows a value again: copy it first if another system needs it.`}
        onChange={(next) => {
          setValue(next);
          setProblems(({ value: _gone, ...rest }) => rest);
        }}
      />
      {problems.form && <Note tone="danger">{problems.form}</Note>}
    </Dialog>
  );
}
