"use client";

import type { ReactNode } from "react";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { Note } from "#components/ui/note.tsx";

/** Asks once more before something that cannot be taken back. The first focus is on the button that leaves it. */
export function ConfirmDialog({
  error,
  onConfirm,
  children,
  ...dialog
}: {
  title: ReactNode;
  lede: ReactNode;
  /** The words of the button that does it. */
  action: string;
  hint?: ReactNode;
  beside?: ReactNode;
  /** In place of "Cancel". */
  dismiss?: string;
  pending: boolean;
  error?: string | undefined;
  onConfirm: () => void;
  onClose: () => void;
  children?: ReactNode;
}) {
  return (
    <FormDialog {...dialog} isDanger focus="footer" onSubmit={onConfirm}>
      {children}
      {error && <Note tone="danger">{error}</Note>}
    </FormDialog>
  );
}
