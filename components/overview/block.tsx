import Link from "next/link";
import type { ReactNode } from "react";

/** One region of the overview: a heading, a count, a way to all of it, and its lines. */
export function Block({
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
    <section className="block">
      <header>
        <h2>{title}</h2>
        {count !== undefined && <span className="num">{count.toLocaleString("en")}</span>}
        {all && <Link href={all.href}>{all.label}</Link>}
      </header>
      {children.length > 0 ? children : <p className="line faint">{empty}</p>}
    </section>
  );
}
