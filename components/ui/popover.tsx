"use client";

import { type ReactNode, type RefObject, useLayoutEffect, useRef } from "react";
import { cx } from "#components/ui/cx.ts";

/** Puts `popup` below (or above, where there is no room) `anchor`, inside the window. */
function place(anchor: HTMLElement, popup: HTMLElement, align: "start" | "end") {
  const a = anchor.getBoundingClientRect();
  const p = popup.getBoundingClientRect();
  const below = a.bottom + 4;
  const top = below + p.height > innerHeight - 8 && a.top - 4 - p.height > 8 ? a.top - 4 - p.height : below;
  const left = align === "end" ? a.right - p.width : a.left;
  popup.style.top = `${Math.round(top)}px`;
  popup.style.left = `${Math.round(Math.max(8, Math.min(left, innerWidth - p.width - 8)))}px`;
}

const LOOKS = { note: "w-73 px-2.5 py-2 text-small whitespace-normal", menu: "min-w-50 p-1" };

export type PopoverProps = {
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
  align?: "start" | "end";
  look?: keyof typeof LOOKS;
  role?: "alert" | "menu" | "group";
  label?: string;
  children: ReactNode;
};

/** A small panel in the top layer (popover API), beside the element it speaks about; Escape and a click outside close it. */
export function Popover({
  anchor,
  onClose,
  align = "start",
  look = "note",
  role,
  label,
  children,
}: PopoverProps) {
  const ref = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  useLayoutEffect(() => {
    close.current = onClose;
  });
  useLayoutEffect(() => {
    const popup = ref.current;
    if (!popup || !anchor.current) return;
    const onToggle = (event: ToggleEvent) => {
      if (event.newState === "closed") close.current();
    };
    popup.addEventListener("toggle", onToggle);
    popup.showPopover();
    place(anchor.current, popup, align);
    const onMove = () => anchor.current && place(anchor.current, popup, align);
    addEventListener("scroll", onMove, { capture: true, passive: true });
    addEventListener("resize", onMove);
    return () => {
      popup.removeEventListener("toggle", onToggle);
      removeEventListener("scroll", onMove, { capture: true });
      removeEventListener("resize", onMove);
    };
  }, [anchor, align]);
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: always one of the roles above
    <div
      ref={ref}
      popover="auto"
      className={cx("fixed inset-auto m-0 rounded-lg border border-line shadow-md raised", LOOKS[look])}
      role={role ?? "group"}
      aria-label={label}
    >
      {children}
    </div>
  );
}
