import type { ComponentProps } from "react";
import { cx } from "#components/ui/cx.ts";

/** A few facts in a line, each a `span`; figures are `b`. */
export function Facts({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div
      className={cx(
        "flex flex-wrap gap-x-6 gap-y-1 px-gutter pb-3 text-small/5 text-muted max-sm:gap-x-4 max-sm:gap-y-1.5",
        "[&_b]:font-medium [&_b]:text-text",
        "[&>span]:inline-flex [&>span]:items-center [&>span]:gap-[5px] [&>span]:whitespace-nowrap",
        className,
      )}
      {...rest}
    />
  );
}
