"use client";

import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { onLeaving } from "#components/shell/leaving.ts";
import { PageSkeleton } from "#components/shell/page-skeleton.tsx";
import { cx } from "#components/ui/cx.ts";

/** What comes sooner than this replaces the former page at once: a skeleton between them would only blink. */
const PATIENCE_MS = 150;
/** A navigation that led back to the very same address says nothing of its end. */
const LONGEST_MS = 10_000;

/**
 * The page. On the way to another one that takes its time, that one's skeleton stands in place of the former page. It is no
 * `loading.tsx`: see docs/decisions.md.
 */
export function PageSlot({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  const [leaving, setLeaving] = useState<{ from: string; to: string }>();
  useEffect(() => {
    let timers: ReturnType<typeof setTimeout>[] = [];
    const end = () => {
      for (const timer of timers) clearTimeout(timer);
      setLeaving(undefined);
    };
    const stop = onLeaving((to) => {
      end();
      const from = window.location.pathname;
      if (to === from) return;
      timers = [
        setTimeout(() => setLeaving({ from, to }), PATIENCE_MS),
        setTimeout(() => setLeaving(undefined), LONGEST_MS),
      ];
    });
    return () => {
      stop();
      end();
    };
  }, []);
  // Once the other page is here, the address is another one, and the former page is gone in the same moment.
  const to = leaving?.from === pathname ? leaving.to : undefined;
  return (
    <main
      className={cx(
        "relative flex min-h-0 min-w-0 flex-col overflow-x-hidden overflow-y-auto bg-surface outline-none max-sm:min-h-[calc(100vh-var(--spacing-head)-var(--spacing-bottombar))] max-sm:overflow-visible",
        to !== undefined && "[&>:not(:first-child)]:hidden!",
      )}
      id="main"
      tabIndex={-1}
      aria-busy={to !== undefined || undefined}
    >
      {to !== undefined && <PageSkeleton pathname={to} />}
      {children}
    </main>
  );
}
