"use client";

import { useEffect, useEffectEvent } from "react";

/** Where Escape means something else: in what is typed or chosen, in a dialog, and while a panel is open. */
const OTHERS = "input:not([type=checkbox], [type=radio]), textarea, select, dialog";
const OPEN = "dialog[open], [popover=auto]:popover-open";

/** Escape, pressed anywhere on the page that has no use for it, clears. */
export function useEscape(isOn: boolean, clear: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
    if (event.target instanceof Element && event.target.closest(OTHERS)) return;
    if (!document.querySelector(OPEN)) clear();
  });
  useEffect(() => {
    if (!isOn) return;
    const listen = (event: KeyboardEvent) => onKey(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [isOn]);
}
