"use client";

import { type RefObject, useEffect, useEffectEvent } from "react";
import { Icon } from "#components/ui/icon.tsx";

/**
 * The search box of a toolbar; `/` focuses it, and the arrow down leads from it into the list. What is typed stands in it
 * without anything being rendered; `useFilter` writes into it where another address is come to.
 */
export function SearchField({
  label,
  state,
  onPasted,
}: {
  label: string;
  /** Of `useFilter`. */
  state: {
    filter: { q: string };
    set: (changes: { q: string }) => void;
    field: RefObject<HTMLInputElement | null>;
  };
  /** Hears what is pasted, with its line breaks; true: it is taken care of, and does not go into the field. */
  onPasted?: (text: string) => boolean;
}) {
  const { field, filter } = state;
  const type = (text: string) => state.set({ q: text });
  // What was typed before the page was hydrated is not lost.
  const typedEarly = useEffectEvent(() => {
    const text = field.current?.value ?? "";
    if (text !== filter.q) type(text);
  });
  useEffect(() => typedEarly(), []);
  return (
    <label className="flex h-control max-w-64 min-w-40 flex-[1_99_176px] items-center gap-1.5 rounded-md bg-sunken px-2 text-faint outline-ring -outline-offset-1 focus-within:bg-surface focus-within:outline-2 max-sm:max-w-none max-sm:min-w-0 max-sm:flex-1">
      <Icon name="search" className="text-muted" />
      <input
        className="min-w-0 flex-1 text-text outline-none placeholder:text-faint max-sm:text-[16px]"
        ref={field}
        type="search"
        data-search
        placeholder={label}
        aria-label={label}
        defaultValue={filter.q}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        onChange={(event) => type(event.target.value)}
        onPaste={(event) => {
          if (onPasted?.(event.clipboardData.getData("text"))) event.preventDefault();
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "ArrowDown") {
            const row = document.querySelector<HTMLElement>('#main [data-row][tabindex="0"]');
            if (row) event.preventDefault();
            row?.focus();
          } else if (event.key === "Escape" && event.currentTarget.value) {
            event.preventDefault();
            event.currentTarget.value = "";
            type("");
          }
        }}
      />
    </label>
  );
}
