"use client";

import { type ReactNode, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { TextField } from "#components/ui/text-field.tsx";

/** A deletion that must be typed. The button always answers: with another text it says so and sends nothing. */
export function TypeToConfirm({
  title,
  lede,
  word,
  button,
  cost,
  children,
  onConfirm,
  onClose,
}: {
  title: ReactNode;
  lede?: ReactNode;
  /** What must be typed, exactly. */
  word: string;
  button: string;
  cost?: string;
  children?: ReactNode;
  /** Resolves when it ended either way. */
  onConfirm: () => Promise<void>;
  onClose: () => void;
}) {
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string>();
  const [isPending, setPending] = useState(false);
  const submit = async () => {
    if (isPending) return;
    if (typed.normalize("NFC").trim() !== word.normalize("NFC").trim())
      return setError(`This is not ${word}`);
    setPending(true);
    await onConfirm();
    setPending(false);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      lede={lede}
      onSubmit={() => void submit()}
      footer={
        <>
          <span className="hint">{cost}</span>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="danger" type="submit" pending={isPending}>
            {button}
          </Button>
        </>
      }
    >
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
    </Dialog>
  );
}
