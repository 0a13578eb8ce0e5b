"use client";

import { type ReactNode, type RefObject, useLayoutEffect, useRef } from "react";

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

export type PopoverProps = {
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
  align?: "start" | "end";
  className?: string;
  role?: "alert" | "menu" | "group";
  label?: string;
  children: ReactNode;
};

const POP =
  "fixed inset-auto z-pop m-0 w-[292px] rounded-lg border border-line bg-raised px-2.5 py-2 text-small whitespace-normal text-text shadow-md";

/** A small panel in the top layer (popover API), beside the element it speaks about; Escape and a click outside close it. */
export function Popover({
  anchor,
  onClose,
  align = "start",
  className = POP,
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
    <div ref={ref} popover="auto" className={className} role={role ?? "group"} aria-label={label}>
      {children}
    </div>
  );
}
