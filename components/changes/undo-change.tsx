"use client";

import { useState } from "react";
import { Act } from "#components/ui/act.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import type { Undoable } from "#lib/directory/activity/schema.ts";

const ReviewDialog = lazyPart(() =>
  import("#components/changes/review-dialog.tsx").then((m) => m.ReviewDialog),
);

/**
 * The button that takes one change back: it opens the plan of that, which is applied like any other. Nothing where the change
 * cannot be taken back. `what`: the change in the words that stand beside it.
 */
export function UndoChange({
  undo,
  what,
  tabIndex,
}: {
  undo: Undoable | undefined;
  what: string;
  /** -1 in a table that is one stop for Tab. */
  tabIndex?: number;
}) {
  const [isOpen, setOpen] = useState(false);
  if (!undo || undo.why !== undefined) return null;
  return (
    <>
      <Act icon="undo" name={`Undo ${what}`} tabIndex={tabIndex} onClick={() => setOpen(true)} />
      {isOpen && <UndoReview undo={undo} what={what} onClose={() => setOpen(false)} />}
    </>
  );
}

/** The plan of taking a change back. */
export function UndoReview({ undo, what, onClose }: { undo: Undoable; what: string; onClose: () => void }) {
  return (
    <ReviewDialog
      changes={undefined}
      source={{ kind: "undoChange", changeId: undo.changeId }}
      lede="This change is taken back. Nothing has been changed yet."
      name={`Undo: ${what}`.slice(0, 120)}
      onClose={onClose}
    />
  );
}
