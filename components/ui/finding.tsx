import type { ReactNode } from "react";
import { cx } from "#components/ui/cx.ts";
import type { IconName } from "#components/ui/glyphs.ts";
import { Icon } from "#components/ui/icon.tsx";

/** The list of what was found in a text, one line each; its lines are `Finding`s. */
export const FINDINGS = "grid border-t border-line-faint";
/** One that scrolls, since a file may have thousands of lines. */
export const MANY_FINDINGS = `${FINDINGS} max-h-75 flex-none overflow-y-auto`;

const FEW =
  "grid-cols-[16px_minmax(0,1fr)_auto] max-sm:grid-cols-[16px_minmax(0,1fr)] max-sm:gap-y-0 max-sm:py-1 max-sm:[&>:nth-child(n+3)]:col-start-2";
/** Laid out when it comes into view. With choices of its own, what it comes to stands below, over the whole width. */
const MANY =
  "grid-cols-[16px_minmax(0,1fr)_minmax(0,auto)_auto] [contain-intrinsic-size:auto_29px] [content-visibility:auto] has-data-choice:grid-cols-[16px_minmax(0,1fr)_auto] has-data-choice:py-1 max-sm:grid-cols-[16px_minmax(0,1fr)]!";
const WHY_OF_MANY =
  "max-w-75 py-1 wrap-anywhere group-has-data-choice:col-[2/-1] group-has-data-choice:row-2 group-has-data-choice:max-w-none group-has-data-choice:py-0 max-sm:col-start-2 max-sm:max-w-none max-sm:pt-0 max-sm:pb-1";

/** What a line is about, and what is to be said of it. */
export function Finding({
  icon,
  isBad,
  isOfMany,
  why,
  choice,
  children,
}: {
  icon: IconName;
  isBad: boolean;
  isOfMany?: boolean;
  why: ReactNode;
  choice?: ReactNode;
  children: ReactNode;
}) {
  return (
    <li
      className={cx(
        "grid min-h-7 items-center gap-2 border-b border-line-faint text-small/5",
        isOfMany ? `group ${MANY}` : FEW,
        isBad && "text-danger",
      )}
    >
      <Icon name={icon} className="size-3.25" />
      {children}
      <span className={cx(!isBad && "text-muted", isOfMany && WHY_OF_MANY)}>{why}</span>
      {choice}
    </li>
  );
}
