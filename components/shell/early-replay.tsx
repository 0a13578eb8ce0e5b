"use client";

import { useEffect } from "react";

declare global {
  interface Window {
    /** What was pressed before React listened, in order; of a box, what it became. */
    rollcallEarly?: [element: HTMLElement, checked: boolean | undefined][];
  }
}

/** Presses again what was pressed before the page was hydrated. */
export function EarlyReplay() {
  useEffect(() => {
    for (const [element, checked] of window.rollcallEarly?.splice(0) ?? []) {
      if (!element.isConnected) continue;
      // Set back first, so that React sees the press make a difference.
      if (element instanceof HTMLInputElement) element.checked = !checked;
      element.click();
    }
  }, []);
  return null;
}
