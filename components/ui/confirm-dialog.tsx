"use client";

import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Note } from "#components/ui/note.tsx";

/** Asks once more before something that cannot be taken back. The first focus is on Cancel. */
export function ConfirmDialog({
  title,
  lede,
  action,
  pending,
  error,
  onConfirm,
  onClose,
  children,
}: {
  title: ReactNode;
  lede: ReactNode;
  /** The words of the button that does it. */
  action: string;
  pending: boolean;
  error: string | undefined;
  onConfirm: () => void;
  onClose: () => void;
  children?: ReactNode;
}) {
  return (
    <Dialog
      open
      onClose={onClose}
      focus="footer"
      title={title}
      lede={lede}
      footer={
        <>
          <span className="hint" />
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="danger" pending={pending} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      {children}
      {error && <Note tone="danger">{error}</Note>}
    </Dialog>
  );
}
