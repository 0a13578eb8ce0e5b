"use client";

import { type ReactNode, useLayoutEffect, useRef } from "react";
import { Act } from "#components/ui/act.tsx";

/** A panel at the side, with everything about a row; Escape and a click outside close it. */
export function SidePanel({
  label,
  title,
  lead,
  onClose,
  children,
}: {
  label: string;
  title: ReactNode;
  lead?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}) {
  const ref = useRef<HTMLElement>(null);
  const closeButton = useRef<HTMLButtonElement>(null);
  const close = useRef(onClose);
  useLayoutEffect(() => {
    close.current = onClose;
  });
  useLayoutEffect(() => {
    const panel = ref.current;
    if (!panel) return;
    const opener = document.activeElement;
    // Not by "toggle", which comes later: by then the panel may be asked for again.
    const onToggle = (event: ToggleEvent) => {
      if (event.newState === "closed") close.current();
    };
    panel.addEventListener("beforetoggle", onToggle);
    panel.showPopover();
    closeButton.current?.focus();
    return () => {
      panel.removeEventListener("beforetoggle", onToggle);
      // The focus goes back where it came from, unless it went elsewhere.
      const at = document.activeElement;
      const isFree = at === null || at === document.body || panel.contains(at);
      if (isFree && opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return (
    <section
      ref={ref}
      popover="auto"
      className="fixed inset-y-0 start-auto end-0 z-details m-0 h-dvh max-h-none w-100 max-w-screen overflow-auto border-0 border-s border-line shadow-lg raised open:animate-fade"
      aria-label={label}
    >
      <header className="sticky top-0 flex h-head items-center gap-2 border-b border-line-raised bg-raised ps-5 pe-3">
        {lead}
        <h2 className="clip flex-1 text-title font-semibold tracking-[-0.01em]">{title}</h2>
        <Act ref={closeButton} icon="x" name="Close" onClick={() => ref.current?.hidePopover()} />
      </header>
      {children}
    </section>
  );
}

/** Terms and what is known of each; what is not known has no line. */
export function PanelFacts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[128px_minmax(0,1fr)] px-5 pt-2 pb-6">
      {facts.map(
        ([term, value]) =>
          value !== undefined &&
          value !== "" &&
          value !== false && (
            <div key={term} className="contents">
              <dt className="border-b border-line-raised py-1.5 text-muted">{term}</dt>
              <dd className="border-b border-line-raised py-1.5 wrap-anywhere">{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
