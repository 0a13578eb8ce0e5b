"use client";

import { rowOf } from "#components/data-table/stops.ts";
import { useSelection } from "#components/selection/use-selection.ts";

/** The box at the start of a row: "Select {label}". With shift it reaches from the last pressed one to this. */
export function SelectBox({ id, label }: { id: string; label: string }) {
  const { has, press } = useSelection();
  return (
    <input
      type="checkbox"
      className="check before:absolute before:-inset-[5px]"
      tabIndex={-1}
      aria-label={`Select ${label}`}
      checked={has(id)}
      onChange={(event) => {
        const { nativeEvent } = event;
        press(id, rowOf(event.target), nativeEvent instanceof MouseEvent && nativeEvent.shiftKey);
      }}
    />
  );
}

/** The box in the column's head: chooses the rows that are loaded, or leaves them. */
export function SelectLoadedBox({ loadedIds }: { loadedIds: () => readonly string[] }) {
  const { has, set } = useSelection();
  const ids = loadedIds();
  const chosen = ids.filter(has).length;
  const isWhole = ids.length > 0 && chosen === ids.length;
  return (
    <input
      type="checkbox"
      className="check before:absolute before:-inset-[5px]"
      tabIndex={-1}
      aria-label="All rows loaded"
      title="Select the rows that are loaded"
      checked={isWhole}
      ref={(box) => {
        if (box) box.indeterminate = chosen > 0 && !isWhole;
      }}
      // As they are now: rows may have come since this was drawn.
      onChange={() => set(loadedIds(), !isWhole)}
    />
  );
}
