import type { ComponentProps, ReactNode } from "react";
import { cx } from "#components/ui/cx.ts";
import type { IconName } from "#components/ui/glyphs.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

/** Those that stand in every row of a long list: app/styles/table.css draws them, since an icon is two elements. */
export const DRAWN: ReadonlySet<IconName> = new Set(["clock", "info", "pencil", "rotate", "trash", "undo"]);

/** A small square around an icon. `act` is in app/styles/table.css: it stands in every row. */
export function Act({
  icon,
  name,
  isBusy,
  whyNot,
  onClick,
  className,
  ...rest
}: ComponentProps<"button"> & {
  icon: IconName;
  name: string;
  /** It keeps its place, and takes no press. */
  isBusy?: boolean | undefined;
  /** Why it takes none. */
  whyNot?: string | undefined;
}) {
  const isDrawn = !isBusy && DRAWN.has(icon);
  return (
    <button
      type="button"
      className={cx("act", isDrawn && `act-${icon}`, className)}
      aria-label={name}
      title={whyNot ?? name}
      aria-busy={isBusy || undefined}
      aria-disabled={whyNot ? true : undefined}
      onClick={(event) => {
        if (!isBusy && !whyNot) onClick?.(event);
      }}
      {...rest}
    >
      {isBusy && <Spinner />}
      {!isBusy && !isDrawn && <Icon name={icon} className="size-3.5 max-sm:size-4" />}
    </button>
  );
}

/** The actions of a row: they show when it is pointed at, and always by touch. */
export function RowActs({ isShown, children }: { isShown?: boolean; children: ReactNode }) {
  return <span className={isShown ? "acts is-shown" : "acts"}>{children}</span>;
}
