"use client";

import { useEffect } from "react";
import { isPhone } from "#components/data-table/use-is-phone.ts";

const OPEN = "[data-open].acts";

function close(): void {
  for (const acts of document.querySelectorAll<HTMLElement>(OPEN)) delete acts.dataset.open;
}

/** The action that a script touched where it stands in the corner of a closed place: a browser takes such a touch for the place's. */
function touched(acts: HTMLElement, { clientX: x, clientY: y }: MouseEvent): HTMLElement | undefined {
  return [...acts.querySelectorAll<HTMLElement>(".act")].find((act) => {
    const box = act.getBoundingClientRect();
    return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
  });
}

/** At 390 px a press on the place of a row's actions opens them as a sheet; the next press, or Escape, closes it. */
export function RowMenus() {
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      const { target } = event;
      if (!(target instanceof HTMLElement)) return;
      const isClosed = isPhone() && target.matches(".acts:not([data-open])");
      close();
      if (!isClosed) return;
      const act = touched(target, event);
      if (act) return act.click();
      target.dataset.open = "";
      target.querySelector("button")?.focus();
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !document.querySelector(OPEN)) return;
      event.stopPropagation();
      close();
    };
    // Captured: the press that closes the sheet is still what it was meant for.
    document.addEventListener("click", onClick, { capture: true });
    document.addEventListener("keydown", onKeyDown, { capture: true });
    return () => {
      document.removeEventListener("click", onClick, { capture: true });
      document.removeEventListener("keydown", onKeyDown, { capture: true });
    };
  }, []);
  return null;
}
