import type { ReactNode } from "react";
import { grouped } from "#lib/core/grouped.ts";

/** A region between hairlines: a heading, a faint count, what belongs to it at the end of its line. */
export function Block({
  title,
  titleId,
  count,
  aside,
  children,
}: {
  title: string;
  titleId?: string;
  count?: number | undefined;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="border-line-faint pb-2 not-first:border-t" aria-labelledby={titleId}>
      <header className="flex items-center gap-2 px-gutter pt-3 pb-1 max-sm:pt-4">
        <h2 className="text-small/5 font-semibold" id={titleId}>
          {title}
        </h2>
        {count !== undefined && (
          <span className="text-small/5 text-faint tabular-nums">{grouped(count)}</span>
        )}
        <span className="flex-1" />
        {aside}
      </header>
      {children}
    </section>
  );
}
