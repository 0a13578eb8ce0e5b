/** What is chosen of a list: ids one by one, or all that match its filter but for some. */
export type SelectionState = {
  isAll: boolean;
  ids: ReadonlySet<string>;
  except: ReadonlySet<string>;
};

export const NOTHING: SelectionState = { isAll: false, ids: new Set(), except: new Set() };
export const EVERYTHING: SelectionState = { isAll: true, ids: new Set(), except: new Set() };

export const isSelected = ({ isAll, ids, except }: SelectionState, id: string): boolean =>
  isAll ? !except.has(id) : ids.has(id);

/** How many of `total` that match are chosen. */
export const countSelected = ({ isAll, ids, except }: SelectionState, total: number): number =>
  isAll ? Math.max(0, total - except.size) : ids.size;

/** The selection with these ids chosen, or not. */
export function withSelected(state: SelectionState, changed: readonly string[], on: boolean): SelectionState {
  // In "all but some" the exceptions are what is kept.
  const set = new Set(state.isAll ? state.except : state.ids);
  for (const id of changed) {
    if (on === state.isAll) set.delete(id);
    else set.add(id);
  }
  return state.isAll ? { ...state, except: set } : { ...state, ids: set };
}
