"use client";

import { createContext, useContext, useMemo, useState } from "react";

export type Selection = {
  /** Everything that matches the filter, also rows that were never loaded. */
  isAll: boolean;
  ids: ReadonlySet<string>;
  has: (id: string) => boolean;
  toggle: (id: string) => void;
  selectAll: () => void;
  clear: () => void;
};

const none: Selection = {
  isAll: false,
  ids: new Set(),
  has: () => false,
  toggle: () => undefined,
  selectAll: () => undefined,
  clear: () => undefined,
};
export const SelectionContext = createContext<Selection>(none);
export const useSelection = (): Selection => useContext(SelectionContext);

/** A selection that belongs to one filter: with another filter it is empty again. */
export function useNewSelection(filterKey: string): Selection {
  const [state, setState] = useState<{ filterKey: string; isAll: boolean; ids: ReadonlySet<string> }>({
    filterKey,
    isAll: false,
    ids: none.ids,
  });
  const isMine = state.filterKey === filterKey || !state.isAll;
  return useMemo(() => {
    const isAll = isMine && state.isAll;
    const ids = isMine ? state.ids : none.ids;
    const clear = () => setState({ filterKey, isAll: false, ids: none.ids });
    return {
      isAll,
      ids,
      has: (id) => isAll || ids.has(id),
      toggle: (id) => {
        const next = new Set(isAll ? none.ids : ids);
        if (!next.delete(id)) next.add(id);
        setState({ filterKey, isAll: false, ids: next });
      },
      selectAll: () => setState({ filterKey, isAll: true, ids: none.ids }),
      clear,
    };
  }, [isMine, state, filterKey]);
}
