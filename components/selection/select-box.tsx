"use client";

import { rowOf } from "#components/data-table/stops.ts";
import { useSelection } from "#components/selection/use-selection.ts";

/** The box at the start of a row: "Select {label}". With shift it reaches from the last pressed one to this. */
export function SelectBox({ id, label }: { id: string; label: string }) {
  const { has, press } = useSelection();
  return (
    <input
      type="checkbox"
      className="check"
      tabIndex={-1}
      // A browser that goes back ticks boxes again of which nothing is chosen any more.
      autoComplete="off"
      aria-label={`Select ${label}`}
      checked={has(id)}
      onChange={(event) => {
        const { nativeEvent } = event;
        press(id, rowOf(event.target), nativeEvent instanceof MouseEvent && nativeEvent.shiftKey);
      }}
    />
  );
}

/** The box in the column's head: chooses all rows that match, those too that are not loaded, or leaves them. */
export function SelectAllBox({ loadedIds }: { loadedIds: () => readonly string[] }) {
  const { has, set, selectAll, clear, isAll, except, total } = useSelection();
  const ids = loadedIds();
  const chosen = ids.filter(has).length;
  const isWhole = isAll ? except.size === 0 : total > 0 && ids.length >= total && chosen === ids.length;
  return (
    <input
      type="checkbox"
      className="check"
      tabIndex={-1}
      autoComplete="off"
      aria-label="Select all rows"
      title="Select all rows"
      checked={isWhole}
      ref={(box) => {
        if (box) box.indeterminate = !isWhole && (isAll || chosen > 0);
      }}
      onChange={() => {
        // As they are now: rows may have come since this was drawn.
        const now = loadedIds();
        if (isWhole) isAll ? clear() : set(now, false);
        else if (total > now.length) selectAll();
        else set(now, true);
      }}
    />
  );
}
