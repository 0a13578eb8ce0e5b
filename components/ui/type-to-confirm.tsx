"use client";

import { type ReactNode, useState } from "react";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";

/** A deletion that must be typed. The button always answers: with another text it says so and sends nothing. */
export function TypeToConfirm({
  word,
  children,
  onConfirm,
  ...dialog
}: {
  title: ReactNode;
  lede?: ReactNode;
  /** What must be typed, exactly. */
  word: string;
  /** The words of the button that does it. */
  action: string;
  hint?: ReactNode;
  pending: boolean;
  children?: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string>();
  const submit = () => {
    if (typed.normalize("NFC").trim() === word.normalize("NFC").trim()) onConfirm();
    else setError(`This is not ${word}`);
  };
  return (
    <FormDialog {...dialog} isDanger onSubmit={submit}>
      {children}
      <TextField
        label={
          <>
            Type <bdi>{word}</bdi> to confirm
          </>
        }
        value={typed}
        autoComplete="off"
        spellCheck={false}
        data-1p-ignore
        data-lpignore="true"
        error={error}
        onChange={(event) => {
          setTyped(event.target.value);
          setError(undefined);
        }}
      />
    </FormDialog>
  );
}
