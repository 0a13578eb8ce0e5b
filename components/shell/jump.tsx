"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { NAV } from "#components/shell/nav-items.ts";
import { Palette, type PaletteHandle } from "#components/shell/palette.tsx";
import type { Chooser } from "#components/shell/palette-choices.ts";
import { Icon } from "#components/ui/icon.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";

const Shortcuts = lazyPart(() => import("#components/shell/shortcuts.tsx").then((m) => m.Shortcuts));
/** How long "g" waits for the second key. */
const GO_MS = 1_200;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input:not([type=checkbox]), textarea, select");
}

/** The search button and the keys that work everywhere: `/`, `?`, Ctrl or ⌘ K, and "g" before a letter. */
export function Jump({ chooser }: { chooser: Chooser }) {
  const palette = useRef<PaletteHandle>(null);
  const [hasShortcuts, setShortcuts] = useState(false);
  const router = useRouter();
  const goUntil = useRef(0);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const isModal = document.querySelector("dialog[open]") !== null;
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        if (!isModal) palette.current?.open();
        return;
      }
      if (isModal || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (performance.now() < goUntil.current) {
        goUntil.current = 0;
        const item = NAV.find((candidate) => candidate.key === event.key.toLowerCase());
        if (item) {
          event.preventDefault();
          router.push(item.href);
          return;
        }
      }
      if (event.key === "g") goUntil.current = performance.now() + GO_MS;
      else if (event.key === "?") setShortcuts(true);
      else if (event.key === "/") {
        const search = document.querySelector<HTMLInputElement>("[data-search]");
        if (!search) return;
        event.preventDefault();
        search.focus();
        search.select();
      }
    };
    addEventListener("keydown", onKey);
    palette.current?.takeOver();
    return () => removeEventListener("keydown", onKey);
  }, [router]);

  return (
    <>
      <button
        type="button"
        className="mb-3 flex h-control cursor-pointer items-center gap-2 rounded-md border border-line bg-surface ps-2 pe-1.5 text-start text-faint hover:border-line-control max-sm:m-0 max-sm:size-10 max-sm:justify-center max-sm:border-0 max-sm:bg-transparent max-sm:p-0"
        data-jump
        onClick={() => palette.current?.open()}
      >
        <Icon name="search" className="text-muted max-sm:size-5" />
        <span className="min-w-0 flex-1 truncate max-sm:sr-only">Search or jump to…</span>
        <kbd className="max-sm:hidden">
          <span aria-hidden="true">⌘ K</span>
        </kbd>
      </button>
      <Palette ref={palette} chooser={chooser} onShortcuts={() => setShortcuts(true)} />
      {hasShortcuts && <Shortcuts onClose={() => setShortcuts(false)} />}
    </>
  );
}
