"use client";

import type { DecidingItem } from "#components/reviews/deciding.ts";
import { Act, RowActs } from "#components/ui/act.tsx";

/** What the rows need to be decided about. */
export type RowDeciding = {
  /** Why nothing can be decided at all now. */
  whyNot: string | undefined;
  onKeep: (item: DecidingItem) => void;
  onChange: (item: DecidingItem) => void;
  onRemove: (item: DecidingItem) => void;
  onUndo: (item: DecidingItem) => void;
};

export function ReviewActions({
  item,
  whyNot,
  onKeep,
  onChange,
  onRemove,
  onUndo,
}: RowDeciding & { item: DecidingItem }) {
  const reason = whyNot ?? item.whyNot;
  const shared = { whyNot: reason, tabIndex: -1 };
  return (
    <RowActs>
      {/* First, so that the others keep their places when it comes. */}
      {item.decision && (
        <Act
          icon="undo"
          name={`Undo decision about ${item.label}`}
          {...shared}
          onClick={() => onUndo(item)}
        />
      )}
      <Act icon="check" name={`Keep ${item.label}`} {...shared} onClick={() => onKeep(item)} />
      <Act icon="pencil" name={`Change role of ${item.label}`} {...shared} onClick={() => onChange(item)} />
      <Act icon="trash" name={`Remove ${item.label}`} {...shared} onClick={() => onRemove(item)} />
    </RowActs>
  );
}
