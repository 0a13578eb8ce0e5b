"use client";

import { type ReactNode, useCallback, useRef, useState } from "react";
import { Popover } from "#components/ui/popover.tsx";

/** A button that opens a panel of controls below it. */
export function Menu({
  label,
  className,
  trigger,
  align = "end",
  children,
}: {
  label: string;
  className?: string;
  trigger: ReactNode;
  align?: "start" | "end";
  children: ReactNode;
}) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  // The press that light-dismisses the popover must not open it again.
  const closedAt = useRef(0);
  const close = useCallback(() => {
    closedAt.current = performance.now();
    setOpen(false);
  }, []);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        aria-expanded={isOpen}
        onClick={() => performance.now() - closedAt.current > 100 && setOpen(true)}
      >
        {trigger}
      </button>
      {isOpen && (
        <Popover anchor={button} align={align} className="menu" role="group" label={label} onClose={close}>
          {children}
        </Popover>
      )}
    </>
  );
}
