"use client";

import { useCallback, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import type { MoreItem } from "#components/ui/more-panel.tsx";

const MorePanel = lazyPart(() => import("./more-panel.tsx").then((m) => m.MorePanel));

/** "⋯": what is seldom done, behind one button. */
export function MoreMenu({ items, label = "More actions" }: { items: readonly MoreItem[]; label?: string }) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  // The press that dismisses the panel must not open it again.
  const closedAt = useRef(0);
  const close = useCallback(() => {
    closedAt.current = performance.now();
    setOpen(false);
  }, []);
  if (items.length === 0) return null;
  return (
    <>
      <Button
        ref={button}
        size="icon"
        className="max-sm:ms-auto max-sm:size-11"
        aria-label={label}
        aria-expanded={isOpen}
        title={label}
        onClick={() => performance.now() - closedAt.current > 100 && setOpen(true)}
      >
        <Icon name="dots" />
      </Button>
      {isOpen && <MorePanel items={items} label={label} anchor={button} onClose={close} />}
    </>
  );
}
