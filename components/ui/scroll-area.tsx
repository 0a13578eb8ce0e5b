import type { ReactNode, Ref } from "react";
import { cx } from "#components/ui/cx.ts";

/** What scrolls below a page's header; at 390 px the whole page does. */
export function ScrollArea({
  ref,
  hasBar,
  isStacked,
  hasLine,
  children,
}: {
  ref?: Ref<HTMLDivElement>;
  /** The selection toolbar floats over its end. */
  hasBar?: boolean | undefined;
  /** Tables and other parts stand one below another. */
  isStacked?: boolean;
  /** No table's head begins it: the line below the page's header is its own. */
  hasLine?: boolean;
  children: ReactNode;
}) {
  return (
    <div
      ref={ref}
      className={cx(
        "@container relative min-h-0 flex-1 overflow-auto overscroll-contain outline-0 max-sm:overflow-visible",
        "[scrollbar-color:var(--color-line-control)_transparent] [scrollbar-width:thin]",
        // The banner above has this line already.
        "[[data-banner]+&]:[&_th]:border-t-0",
        hasBar && "pb-19 max-sm:pb-33",
        isStacked && "pb-6",
        hasLine && "border-t border-line-faint [[data-banner]+&]:border-t-0",
      )}
    >
      {children}
    </div>
  );
}
