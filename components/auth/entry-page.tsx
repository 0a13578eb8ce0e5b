import type { ReactNode } from "react";
import { cx } from "#components/ui/cx.ts";
import { Tally } from "#components/ui/tally.tsx";

/** A page for somebody who is not signed in, or not yet wholly: one column in the middle. */
export function EntryPage({
  title,
  lede,
  isWide,
  footer,
  children,
}: {
  title: string;
  lede: ReactNode;
  isWide?: boolean;
  footer?: ReactNode;
  children: ReactNode;
}) {
  return (
    <main className="grid min-h-screen grid-rows-[1fr_auto] justify-items-center">
      {/* From the top, not in the middle: drawn half, it would move as the rest of it comes. */}
      <div
        className={cx(
          "mt-[24vh] flex max-w-[calc(100vw-48px)] flex-col gap-4 self-start pb-[6vh] max-sm:mt-[14vh]",
          isWide ? "w-100" : "w-80",
        )}
      >
        <Tally className="size-7 stroke-[1.6]" />
        <h1 className="mt-1 text-[20px]/7 font-semibold tracking-[-0.018em]">{title}</h1>
        <p className="-mt-3.5 text-muted">{lede}</p>
        {children}
      </div>
      {footer && <footer className="pb-5 text-small/5 text-faint">{footer}</footer>}
    </main>
  );
}
