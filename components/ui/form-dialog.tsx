"use client";

import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, type DialogProps } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";

/** A dialog that is one form: a hint, a button that leaves, and the button that sends it. While it is pending, a press sends nothing more. */
export function FormDialog({
  hint,
  action,
  beside,
  dismiss = "Cancel",
  isDanger,
  pending,
  onSubmit,
  onClose,
  ...dialog
}: Omit<DialogProps, "open" | "footer"> & {
  hint?: ReactNode;
  /** The words of the button that sends. */
  action: string;
  /** Another button, before the one that sends. */
  beside?: ReactNode;
  /** The words of the button that leaves it as it is. */
  dismiss?: string;
  isDanger?: boolean;
  pending: boolean;
  onSubmit: () => void;
}) {
  return (
    <Dialog
      open
      {...dialog}
      onClose={onClose}
      onSubmit={() => !pending && onSubmit()}
      footer={
        <>
          <FootNote>{hint}</FootNote>
          <Button size="lg" onClick={onClose}>
            {dismiss}
          </Button>
          {beside}
          <Button size="lg" variant={isDanger ? "danger" : "primary"} type="submit" pending={pending}>
            {action}
          </Button>
        </>
      }
    />
  );
}
