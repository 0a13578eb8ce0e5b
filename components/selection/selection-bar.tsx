"use client";

import type { Selection } from "#components/selection/use-selection.ts";
import { Button } from "#components/ui/button.tsx";
import type { IconName } from "#components/ui/glyphs.ts";

export type SelectionAction = {
  label: string;
  icon?: IconName;
  /** Why it cannot be pressed now. */
  reason?: string | undefined;
  onPress: () => void;
};

/** The toolbar "Selection": how many are chosen, the way to all that match, and what can be done with them. */
export function SelectionBar({
  selection,
  total,
  actions,
}: {
  selection: Selection;
  /** Rows that match the filter. */
  total: number;
  actions: readonly SelectionAction[];
}) {
  const count = selection.count(total);
  if (count === 0) return null;
  return (
    <div className="selbar" role="toolbar" aria-label="Selection">
      <span className="n" aria-live="polite">
        {count.toLocaleString("en")} selected
      </span>
      {total > count && (
        <Button variant="link" onClick={selection.selectAll}>
          Select all {total.toLocaleString("en")}
        </Button>
      )}
      <hr />
      {actions.map(({ label, icon, reason, onPress }) => (
        <Button
          key={label}
          {...(icon ? { icon } : {})}
          aria-disabled={reason ? true : undefined}
          title={reason}
          onClick={() => !reason && onPress()}
        >
          {label}
        </Button>
      ))}
      <hr />
      <Button onClick={selection.clear}>Clear</Button>
    </div>
  );
}
