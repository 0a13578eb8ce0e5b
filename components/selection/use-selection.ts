"use client";

import { createContext, useCallback, useContext, useMemo, useRef, useState } from "react";
import {
  countSelected,
  EVERYTHING,
  isSelected,
  NOTHING,
  type SelectionState,
  withSelected,
} from "#components/selection/selection-state.ts";

import { type Hidden, useHidden } from "#components/selection/use-hidden.ts";

const NONE: ReadonlySet<string> = new Set();

/** Rows between two places of a list, those too that are not loaded. */
export type LoadRange<Row> = (first: number, last: number) => Promise<readonly Row[]>;

export type Selection = SelectionState & {
  has: (id: string) => boolean;
  /** Rows that match the filter. */
  total: number;
  /** Those of the chosen that the present filter hides. `isMost`: there are at most so many. */
  hidden: Hidden;
  /** How many of `total` that match. */
  count: (total: number) => number;
  /** A press on the box of the row at `index`; with `isExtending` (shift), all from the last pressed row to it. */
  press: (id: string, index: number | undefined, isExtending: boolean) => void;
  /** Chooses all rows from the anchor (else `from`) to `to`. */
  extend: (from: number, to: number) => void;
  set: (ids: readonly string[], on: boolean) => void;
  selectAll: () => void;
  clear: () => void;
};

const none: Selection = {
  ...NOTHING,
  total: 0,
  hidden: { count: 0, isMost: false },
  has: () => false,
  count: () => 0,
  press: () => undefined,
  extend: () => undefined,
  set: () => undefined,
  selectAll: () => undefined,
  clear: () => undefined,
};
export const SelectionContext = createContext<Selection>(none);
/** The selection of the list that a component stands in. */
export const useSelection = (): Selection => useContext(SelectionContext);

/**
 * A list's selection. `filterKey` names its filter (without order): "all that match" belongs to one filter, and is empty
 * with another; ids that were chosen one by one stay while somebody searches for the next.
 */
export function useNewSelection<Row>(
  filterKey: string,
  {
    rows: { loadRange, loaded, total },
    idOf,
  }: {
    rows: { loadRange: LoadRange<Row>; loaded: () => readonly Row[]; total: number };
    idOf: (row: Row) => string;
  },
): Selection {
  const [held, setHeld] = useState<{ filterKey: string; state: SelectionState }>({
    filterKey,
    state: NOTHING,
  });
  const anchor = useRef<{ index: number; on: boolean }>(undefined);
  const state = held.filterKey === filterKey || !held.state.isAll ? held.state : NOTHING;
  const latest = useRef({ loadRange, idOf, filterKey });
  latest.current = { loadRange, idOf, filterKey };
  const hidden = useHidden(state.isAll ? NONE : state.ids, filterKey, { loaded, loadRange, total, idOf });
  const selection = useMemo((): Omit<Selection, "total" | "hidden"> => {
    const update = (change: (before: SelectionState) => SelectionState) => {
      const { filterKey: now } = latest.current;
      setHeld((before) => ({
        filterKey: now,
        state: change(before.filterKey === now || !before.state.isAll ? before.state : NOTHING),
      }));
    };
    const set = (ids: readonly string[], on: boolean) => update((before) => withSelected(before, ids, on));
    const range = async (from: number, to: number, on: boolean) => {
      const { loadRange: rowsBetween, idOf: id } = latest.current;
      const rows = await rowsBetween(Math.min(from, to), Math.max(from, to));
      set(rows.map(id), on);
    };
    return {
      ...state,
      has: (id) => isSelected(state, id),
      count: (total) => countSelected(state, total),
      press: (id, index, isExtending) => {
        const on = !isSelected(state, id);
        const from = anchor.current;
        if (isExtending && from && index !== undefined) return void range(from.index, index, from.on);
        if (index !== undefined) anchor.current = { index, on };
        set([id], on);
      },
      extend: (from, to) => {
        anchor.current ??= { index: from, on: true };
        void range(anchor.current.index, to, anchor.current.on);
      },
      set,
      selectAll: () => update(() => EVERYTHING),
      clear: () => {
        anchor.current = undefined;
        update(() => NOTHING);
      },
    };
  }, [state]);
  return useMemo(() => ({ ...selection, total, hidden }), [selection, total, hidden]);
}

/** The ids of the rows that are loaded, as a function that stays the same: columns are not made anew for it. */
export function useLoadedIds<Row>(loaded: () => readonly Row[], idOf: (row: Row) => string) {
  const latest = useRef({ loaded, idOf });
  latest.current = { loaded, idOf };
  return useCallback(() => latest.current.loaded().map(latest.current.idOf), []);
}

/** The part of a plan's source that says what is chosen. */
export const pickedOf = ({ isAll, ids, except }: SelectionState) =>
  isAll ? { except: [...except] } : { ids: [...ids] };
