"use client";

import { usePathname } from "next/navigation";
import { type ComponentType, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { onLeaving } from "#components/shell/leaving.ts";
import { cx } from "#components/ui/cx.ts";
import { focusPage, keepFocus } from "#components/ui/focus-page.ts";

/** What comes sooner than this replaces the former page at once: a skeleton between them would only blink. */
const PATIENCE_MS = 150;
/** A navigation that led back to the very same address says nothing of its end. */
const LONGEST_MS = 10_000;
/** Somebody is there, and may go somewhere. */
const SIGNS = ["pointermove", "pointerdown", "focusin", "keydown"] as const;

const loadSkeleton = () => import("./page-skeleton.tsx").then((m) => m.PageSkeleton);

/**
 * The page. On the way to another one that takes its time, that one's skeleton stands in place of the former page. It is no
 * `loading.tsx`: see docs/decisions.md. It is loaded at the first sign of somebody, since a page shows without it.
 */
export function PageSlot({ children }: { children: ReactNode }) {
  const pathname = usePathname();
  const [leaving, setLeaving] = useState<{
    from: string;
    to: string;
    Skeleton: ComponentType<{ pathname: string }>;
  }>();
  useEffect(() => {
    const signs = new AbortController();
    const seen = () => {
      signs.abort();
      void loadSkeleton().catch(() => undefined);
    };
    for (const sign of SIGNS) window.addEventListener(sign, seen, { signal: signs.signal, passive: true });
    return () => signs.abort();
  }, []);
  useEffect(() => {
    let timers: ReturnType<typeof setTimeout>[] = [];
    let turn = 0;
    const end = () => {
      turn += 1;
      for (const timer of timers) clearTimeout(timer);
      setLeaving(undefined);
    };
    const stop = onLeaving((to) => {
      end();
      const from = window.location.pathname;
      if (to === from) return;
      const mine = turn;
      const show = async () => {
        const Skeleton = await loadSkeleton().catch(() => undefined);
        if (Skeleton && mine === turn) setLeaving({ from, to, Skeleton });
      };
      timers = [setTimeout(() => void show(), PATIENCE_MS), setTimeout(end, LONGEST_MS)];
    });
    return () => {
      stop();
      end();
    };
  }, []);
  const main = useRef<HTMLElement>(null);
  const former = useRef(pathname);
  useLayoutEffect(() => {
    if (former.current === pathname) return;
    former.current = pathname;
    // The keyboard goes on in the page that was asked for, unless that has put it somewhere itself.
    const at = document.activeElement;
    if (!main.current?.contains(at) && !at?.closest("dialog, [popover]"))
      main.current?.focus({ preventScroll: true });
  }, [pathname]);
  useEffect(() => (main.current ? keepFocus(main.current, focusPage) : undefined), []);
  // Once the other page is here, the address is another one, and the former page is gone in the same moment.
  const shown = leaving?.from === pathname ? leaving : undefined;
  return (
    <main
      ref={main}
      className={cx(
        "relative flex min-h-0 min-w-0 flex-col overflow-x-hidden overflow-y-auto bg-surface outline-none max-sm:min-h-[calc(100vh-var(--spacing-head)-var(--spacing-bottombar))] max-sm:overflow-visible",
        shown && "[&>:not(:first-child)]:hidden!",
      )}
      id="main"
      tabIndex={-1}
      aria-busy={shown ? true : undefined}
    >
      {shown && <shown.Skeleton pathname={shown.to} />}
      {children}
    </main>
  );
}
