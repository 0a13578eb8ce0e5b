"use client";

import { useLayoutEffect } from "react";

declare global {
  interface Window {
    /** What was pressed before the page was hydrated, in order, and by which event; of a box, what it became. */
    rollcallEarly?: [element: HTMLElement, checked: boolean | undefined, event: Event][];
  }
}

/** Presses again what was pressed before the page was hydrated. */
export function EarlyReplay() {
  useLayoutEffect(() => {
    const kept = window.rollcallEarly ?? [];
    delete window.rollcallEarly;
    for (const [element, checked, event] of kept) {
      // A press that is still on its way has made React hydrate the page just now, and reaches it by itself.
      if (!element.isConnected || event.eventPhase !== Event.NONE) continue;
      // Set back first, so that React sees the press make a difference.
      if (element instanceof HTMLInputElement) element.checked = !checked;
      element.click();
    }
  }, []);
  return null;
}
