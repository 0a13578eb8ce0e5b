import type { ReactNode } from "react";

/** The heading of a part of a page, with a faint count and what else belongs to it. */
export function SectionHead({
  title,
  id,
  count,
  children,
}: {
  title: ReactNode;
  id?: string;
  count?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="flex items-center gap-2 px-gutter pt-3 pb-2">
      <h2 className="font-semibold" id={id}>
        {title}
      </h2>
      {count !== undefined && <span className="text-small/5 text-faint tabular-nums">{count}</span>}
      {children}
    </div>
  );
}
