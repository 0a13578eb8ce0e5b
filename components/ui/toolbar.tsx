import type { ReactNode } from "react";
import { cx } from "#components/ui/cx.ts";

/** Search, filters and a count above a list; at 390 px it stays at the top. */
export function Toolbar({
  isBelow,
  className,
  children,
}: {
  /** Something else stands between the page's header and it. */
  isBelow?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div
      className={cx(
        "flex shrink-0 flex-wrap items-center gap-2 px-gutter max-sm:flex-nowrap",
        isBelow
          ? "min-h-[calc(var(--spacing-toolbar)+8px)] py-2 max-sm:h-15 max-sm:py-2.5"
          : "min-h-toolbar pb-2 max-sm:h-toolbar max-sm:pb-3 [[data-banner]+&]:pt-2 max-sm:[[data-banner]+&]:h-15 max-sm:[[data-banner]+&]:py-2.5",
        "max-sm:sticky max-sm:top-[calc(var(--spacing-head)+var(--strip,0px))] max-sm:z-toolbar max-sm:bg-surface",
        className,
      )}
    >
      {children}
    </div>
  );
}

/** How many rows there are, at the toolbar's end. */
export function ToolbarCount({ isLive, children }: { isLive?: boolean; children: ReactNode }) {
  return (
    <span
      className="ms-auto text-small/5 whitespace-nowrap text-muted tabular-nums max-sm:hidden"
      aria-live={isLive ? "polite" : undefined}
    >
      {children}
    </span>
  );
}
