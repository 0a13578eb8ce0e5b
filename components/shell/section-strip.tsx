"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useRef } from "react";
import { isLeaf, type Leaf, leavesOf } from "#components/shell/nav-items.ts";
import { Link } from "#components/ui/link.tsx";
import { VIEW_PAGES, viewHref, viewQuery } from "#lib/directory/views/pages.ts";
import { viewsOptions } from "#lib/directory/views/queries.ts";
import type { View } from "#lib/directory/views/schema.ts";

type Item = Leaf & { isCurrent: boolean };

/** On a phone, in a strip below the bar at the top: the pages of Activity or Settings, and the views of the list that is open. */
export function SectionStrip({
  maySeeUsers,
  views: initial,
}: {
  maySeeUsers: boolean;
  views: readonly View[];
}) {
  const { data: views } = useQuery({ ...viewsOptions(), initialData: [...initial] });
  const pathname = usePathname();
  const search = useSearchParams().toString();
  const leaves = leavesOf(pathname, maySeeUsers);
  const page = VIEW_PAGES.find((one) => pathname === `/${one}`);
  const query = page ? viewQuery(page, search) : "";
  const kept = views
    .filter((view) => view.page === page)
    .map((view): Item => ({ href: viewHref(view), label: view.name, isCurrent: view.query === query }));
  const isOfView = kept.some(({ isCurrent }) => isCurrent);
  const items: Item[] = [
    ...(leaves.length === 0 && kept.length > 0 ? [{ href: pathname, label: "All" }] : leaves).map((leaf) => ({
      ...leaf,
      isCurrent:
        leaf.href === pathname
          ? !isOfView && (leaves.length > 0 || query === "")
          : isLeaf(pathname, leaf.href),
    })),
    ...kept,
  ];
  const current = items.find(({ isCurrent }) => isCurrent)?.href;
  const strip = useRef<HTMLElement>(null);
  useEffect(() => {
    const link = strip.current?.querySelector<HTMLElement>(`[href="${CSS.escape(current ?? "")}"]`);
    if (strip.current && link) strip.current.scrollLeft = link.offsetLeft - 48;
  }, [current]);
  if (items.length === 0) return null;
  return (
    <nav
      ref={strip}
      className="order-last -ms-gutter -me-2 -mt-1 flex h-11 w-[calc(100%+var(--spacing-gutter)+8px)] items-center gap-1 overflow-x-auto border-t border-line px-gutter sm:hidden"
      aria-label={leaves.length > 0 ? "Section" : "Views"}
      data-strip
    >
      {items.map(({ href, label, isCurrent }) => (
        <Link
          key={href}
          href={href}
          className="flex h-9 shrink-0 items-center rounded-md px-3 text-muted aria-[current]:bg-pressed aria-[current]:font-medium aria-[current]:text-text"
          aria-current={isCurrent ? "page" : undefined}
        >
          <bdi className="max-w-60 truncate">{label}</bdi>
        </Link>
      ))}
    </nav>
  );
}
