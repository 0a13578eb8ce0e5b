"use client";

import { useSyncExternalStore } from "react";

const SIDEBAR_PX = 216;
/** Check, name, e-mail at its narrowest, top role, status, last active, how many more. */
const FIXED_PX = 42 + 184 + 150 + 68 + 112 + 84 + 60;
export const TEAM_PX = 86;
/** What the server takes the window for. */
const SERVER_PX = 1280;
const MAX_COLUMNS = 12;

const columnsFor = (windowPx: number): number =>
  Math.max(1, Math.min(MAX_COLUMNS, Math.floor((windowPx - SIDEBAR_PX - FIXED_PX) / TEAM_PX)));

function subscribe(listener: () => void): () => void {
  addEventListener("resize", listener);
  return () => removeEventListener("resize", listener);
}

/** How many columns of teams fit into the window. */
export const useMatrixWidth = (): number =>
  useSyncExternalStore(
    subscribe,
    () => columnsFor(window.innerWidth),
    () => columnsFor(SERVER_PX),
  );
