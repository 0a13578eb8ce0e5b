"use client";

import { createContext, useContext, useState, useSyncExternalStore } from "react";
import type { Plan } from "#lib/changes/schema.ts";

/**
 * A cell between the click and its end: the new value while it is pending, the reason once it was refused. `lostKey`: it is
 * not known what became of it; sent again under this key, nothing happens twice. `plan`: it warns, and waits for a yes.
 */
export type CellState = {
  value: string;
  isPending: boolean;
  reason?: string;
  lostKey?: string;
  plan?: Plan;
  /** The yes was given. */
  isConfirmed?: boolean;
};

/** States of a page's cells by id, apart from their rows: a row that scrolls away and back still shows its own. */
export class CellStore {
  readonly #states = new Map<string, CellState>();
  readonly #listeners = new Set<() => void>();

  get(id: string): CellState | undefined {
    return this.#states.get(id);
  }
  set(id: string, state: CellState | undefined): void {
    if (state) this.#states.set(id, state);
    else this.#states.delete(id);
    for (const tell of this.#listeners) tell();
  }
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

export const CellStoreContext = createContext(new CellStore());
export const useNewCellStore = (): CellStore => useState(() => new CellStore())[0];

export function useCell(id: string): [CellState | undefined, (state: CellState | undefined) => void] {
  const store = useContext(CellStoreContext);
  const state = useSyncExternalStore(
    store.subscribe,
    () => store.get(id),
    () => undefined,
  );
  return [state, (next) => store.set(id, next)];
}
