"use client";

import { useRouter } from "next/navigation";
import { type Ref, useImperativeHandle, useRef, useState } from "react";
import type { Choice, Chooser } from "#components/shell/palette-choices.ts";
import { DIALOG } from "#components/ui/dialog-classes.ts";
import { Icon } from "#components/ui/icon.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";

const PaletteResults = lazyPart(() =>
  import("#components/shell/palette-results.tsx").then((m) => m.PaletteResults),
);

export type PaletteHandle = {
  open: () => void;
  /** The page's own keys work from here on: takes what was typed before, and the early script leaves the keys alone. */
  takeOver: () => void;
};

/**
 * "Search or jump to…": pages, teams, people, secrets and actions by a few letters. Its field stands in the page's HTML, so
 * that it takes every key from the first press on, before the page is hydrated (`EarlyScript` opens it) and before its results
 * are loaded.
 */
export function Palette({
  ref,
  chooser,
  onShortcuts,
}: {
  ref: Ref<PaletteHandle>;
  chooser: Chooser;
  onShortcuts: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [field, setField] = useState<HTMLInputElement>();
  const [query, setQuery] = useState("");
  const [isEntered, setEntered] = useState(false);
  const router = useRouter();

  const opened = () => {
    setQuery(input.current?.value ?? "");
    setField(input.current ?? undefined);
  };
  useImperativeHandle(ref, () => ({
    open: () => {
      if (!dialog.current?.open) dialog.current?.showModal();
      input.current?.focus();
      opened();
    },
    takeOver: () => {
      const element = dialog.current;
      if (!element) return;
      element.dataset.ready = "";
      if (!element.open) return;
      setEntered("entered" in element.dataset);
      opened();
    },
  }));

  const close = () => dialog.current?.close();
  const closed = () => {
    if (input.current) input.current.value = "";
    delete dialog.current?.dataset.entered;
    setField(undefined);
    setQuery("");
    setEntered(false);
  };
  const choose = (choice: Choice) => {
    if (choice.fills !== undefined) {
      if (input.current) input.current.value = choice.fills;
      setQuery(choice.fills);
      setEntered(false);
      return input.current?.focus();
    }
    close();
    return choice.href === "?" ? onShortcuts() : router.push(choice.href);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a press beside it closes it; Escape does by itself
    <dialog
      ref={dialog}
      className={DIALOG.palette}
      aria-label="Search or jump to…"
      data-palette
      // It may have been opened before it was hydrated.
      suppressHydrationWarning
      onClose={closed}
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div className="flex h-12 flex-none items-center gap-2.5 border-b border-line px-4">
        <Icon name="search" className="text-faint" />
        <input
          ref={input}
          className="min-w-0 flex-1 text-[15px] outline-none"
          role="combobox"
          aria-label="Search or jump to…"
          aria-expanded={false}
          aria-controls="palette-results"
          aria-autocomplete="list"
          placeholder="Search or jump to…"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          onChange={(event) => {
            setQuery(event.target.value);
            setEntered(false);
          }}
          onKeyDown={(event) => {
            // Kept until the results are here; those take the key themselves.
            if (event.key === "Enter" && !event.nativeEvent.isComposing && !event.isDefaultPrevented())
              setEntered(true);
          }}
        />
        <kbd>esc</kbd>
      </div>
      {field && (
        <PaletteResults
          field={field}
          query={query}
          isEntered={isEntered}
          chooser={chooser}
          onChoose={choose}
          onClose={close}
        />
      )}
    </dialog>
  );
}
