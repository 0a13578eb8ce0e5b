import type { ReactNode } from "react";
import { Block } from "#components/ui/block.tsx";
import { LineNote } from "#components/ui/line.tsx";
import { Link } from "#components/ui/link.tsx";

/** One region of the overview: a heading, a count, a way to all of it, and its lines. */
export function OverviewBlock({
  title,
  count,
  all,
  empty,
  children,
}: {
  title: string;
  count?: number;
  all?: { href: string; label: string };
  /** Said in place of lines where there are none. */
  empty: string;
  children: ReactNode[];
}) {
  return (
    <Block
      title={title}
      count={count}
      aside={
        all && (
          <Link className="text-small/5 text-muted hover:text-text" href={all.href}>
            {all.label}
          </Link>
        )
      }
    >
      {children.length > 0 ? children : <LineNote>{empty}</LineNote>}
    </Block>
  );
}
