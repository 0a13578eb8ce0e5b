"use client";

import { useEscape } from "#components/selection/use-escape.ts";
import type { Selection } from "#components/selection/use-selection.ts";
import { Button } from "#components/ui/button.tsx";
import type { IconName } from "#components/ui/glyphs.ts";
import { grouped } from "#lib/core/grouped.ts";

export type SelectionAction = {
  label: string;
  icon?: IconName;
  /** Why it cannot be pressed now. */
  reason?: string | undefined;
  onPress: () => void;
};

const RULE = "mx-1.5 h-5 w-px border-0 bg-line max-sm:hidden";
/** On a phone: in a row of their own, below how many there are. */
const ACTION = "max-sm:flex-auto max-sm:px-2 max-sm:text-small";

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
  useEscape(count > 0, selection.clear);
  if (count === 0) return null;
  const { hidden } = selection;
  return (
    <div
      className="absolute inset-x-0 bottom-4 z-selection mx-auto flex h-11 w-max max-w-[calc(100%-32px)] items-center gap-1 rounded-[10px] border border-line ps-3.5 pe-2 shadow-md raised [&_button]:border-transparent [&_button]:shadow-none max-sm:fixed max-sm:inset-x-2 max-sm:bottom-[calc(var(--spacing-bottombar)+8px)] max-sm:h-auto max-sm:w-auto max-sm:max-w-none max-sm:flex-wrap max-sm:p-1 max-sm:after:order-2 max-sm:after:h-px max-sm:after:basis-full max-sm:after:bg-line-raised"
      role="toolbar"
      aria-label="Selection"
    >
      <span
        className="me-1 font-medium tabular-nums max-sm:order-1 max-sm:ms-2 max-sm:me-0"
        aria-live="polite"
      >
        {grouped(count)} selected
        {hidden.count > 0 && (
          <span className="font-normal text-muted">
            , {hidden.isMost && "up to "}
            {grouped(hidden.count)} not in this list
          </span>
        )}
      </span>
      {(total > count || hidden.count > 0) && total > 0 && (
        <Button variant="link" className="max-sm:order-1" onClick={selection.selectAll}>
          Select all {grouped(total)}
        </Button>
      )}
      <hr className={RULE} />
      <div className="contents max-sm:order-3 max-sm:flex max-sm:w-full max-sm:overflow-x-auto">
        {actions.map(({ label, icon, reason, onPress }) => (
          <Button
            key={label}
            className={ACTION}
            {...(icon ? { icon } : {})}
            aria-disabled={reason ? true : undefined}
            title={reason}
            onClick={() => !reason && onPress()}
          >
            {label}
          </Button>
        ))}
      </div>
      <hr className={RULE} />
      <Button className="max-sm:order-1 max-sm:ms-auto" onClick={selection.clear}>
        Clear
      </Button>
    </div>
  );
}
