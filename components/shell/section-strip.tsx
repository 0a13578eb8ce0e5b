"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { isLeaf, leavesOf } from "#components/shell/nav-items.ts";
import { Link } from "#components/ui/link.tsx";

/** On a phone: the pages of Activity or Settings in a strip below the bar at the top. */
export function SectionStrip({ maySeeUsers }: { maySeeUsers: boolean }) {
  const pathname = usePathname();
  const leaves = leavesOf(pathname, maySeeUsers);
  const strip = useRef<HTMLElement>(null);
  useEffect(() => {
    const current = strip.current?.querySelector<HTMLElement>(`[href="${pathname}"]`);
    if (strip.current && current) strip.current.scrollLeft = current.offsetLeft - 48;
  }, [pathname]);
  if (leaves.length === 0) return null;
  return (
    <nav
      ref={strip}
      className="order-last -ms-gutter -me-2 -mt-1 flex h-11 w-[calc(100%+var(--spacing-gutter)+8px)] items-center gap-1 overflow-x-auto border-t border-line px-gutter sm:hidden"
      aria-label="Section"
      data-strip
    >
      {leaves.map(({ href, label }) => (
        <Link
          key={href}
          href={href}
          className="flex h-9 shrink-0 items-center rounded-md px-3 text-muted aria-[current]:bg-pressed aria-[current]:font-medium aria-[current]:text-text"
          aria-current={isLeaf(pathname, href) ? "page" : undefined}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
