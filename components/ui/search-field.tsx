"use client";

import { useEffect, useEffectEvent, useRef } from "react";
import { Icon } from "#components/ui/icon.tsx";

/**
 * The search box of a toolbar; `/` focuses it, and the arrow down leads from it into the list. What is typed stands in it
 * without anything being rendered, and `value` may follow later; another value than what was typed takes its place.
 */
export function SearchField({
  label,
  state,
  onPasted,
}: {
  label: string;
  /** Of `useFilter`. */
  state: { filter: { q: string }; set: (changes: { q: string }) => void; arrivals: number };
  /** Hears what is pasted, with its line breaks; true: it is taken care of, and does not go into the field. */
  onPasted?: (text: string) => boolean;
}) {
  const input = useRef<HTMLInputElement>(null);
  /** What was typed and may still come back as the value, the oldest first. */
  const typed = useRef<string[]>([]);
  const { arrivals } = state;
  const value = state.filter.q;
  const shown = useRef({ value, arrivals });
  const type = (text: string) => {
    typed.current.push(text);
    state.set({ q: text });
  };
  const typedEarly = useEffectEvent((text: string) => text !== value && type(text));
  // What was typed before the page was hydrated is not lost.
  useEffect(() => {
    if (input.current) typedEarly(input.current.value);
  }, []);
  useEffect(() => {
    const before = shown.current;
    if (before.value === value && before.arrivals === arrivals) return;
    shown.current = { value, arrivals };
    const echoed = before.arrivals === arrivals ? typed.current.indexOf(value) : -1;
    typed.current = echoed < 0 ? [] : typed.current.slice(echoed);
    if (echoed < 0 && input.current) input.current.value = value;
  }, [value, arrivals]);
  return (
    <label className="flex h-control w-44 max-w-64 min-w-40 flex-[1_99_176px] items-center gap-1.5 rounded-md bg-sunken px-2 text-faint outline-ring -outline-offset-1 focus-within:bg-surface focus-within:outline-2 max-sm:w-0 max-sm:max-w-none max-sm:min-w-0 max-sm:flex-1">
      <Icon name="search" className="text-muted" />
      <input
        className="min-w-0 flex-1 text-text outline-none placeholder:text-faint placeholder:opacity-100 max-sm:text-[16px]"
        ref={input}
        type="search"
        data-search
        placeholder={label}
        aria-label={label}
        defaultValue={value}
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
