"use client";

import type { RefObject } from "react";
import { cx } from "#components/ui/cx.ts";
import type { IconName } from "#components/ui/glyphs.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Popover } from "#components/ui/popover.tsx";

export type MoreItem = {
  label: string;
  icon: IconName;
  /** Why it cannot be done. */
  reason?: string | undefined;
  onPress: () => void;
};

/** What a "⋯" opens: a press does it and closes the panel. */
export function MorePanel({
  items,
  label,
  anchor,
  onClose,
}: {
  items: readonly MoreItem[];
  label: string;
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
}) {
  return (
    <Popover anchor={anchor} align="end" look="menu" role="group" label={label} onClose={onClose}>
      {items.map((item) => (
        <button
          key={item.label}
          type="button"
          className={cx(
            "flex h-7 w-full items-center gap-2 rounded-sm px-2 text-start whitespace-nowrap hover:bg-hover max-sm:h-11",
            item.reason ? "cursor-not-allowed text-faint" : "cursor-pointer",
          )}
          aria-disabled={item.reason ? true : undefined}
          title={item.reason}
          onClick={() => {
            if (item.reason) return;
            onClose();
            item.onPress();
          }}
        >
          <Icon name={item.icon} className="size-3.5 text-faint" />
          {item.label}
        </button>
      ))}
    </Popover>
  );
}
