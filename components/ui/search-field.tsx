"use client";

import { useEffect, useEffectEvent, useRef } from "react";
import { Icon } from "#components/ui/icon.tsx";

/** The search box of a toolbar; `/` focuses it, and the arrow down leads from it into the list. */
export function SearchField({
  label,
  value,
  onChange,
  onPasted,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Hears what is pasted, with its line breaks; true: it is taken care of, and does not go into the field. */
  onPasted?: (text: string) => boolean;
}) {
  const input = useRef<HTMLInputElement>(null);
  const typedEarly = useEffectEvent((typed: string) => typed !== value && onChange(typed));
  // What was typed before the page was hydrated is not lost.
  useEffect(() => {
    if (input.current?.value) typedEarly(input.current.value);
  }, []);
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
        value={value}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        onChange={(event) => onChange(event.target.value)}
        onPaste={(event) => {
          if (onPasted?.(event.clipboardData.getData("text"))) event.preventDefault();
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") {
            const row = document.querySelector<HTMLElement>('#main [data-row][tabindex="0"]');
            if (row) event.preventDefault();
            row?.focus();
          } else if (event.key === "Escape" && value) {
            event.preventDefault();
            onChange("");
          }
        }}
      />
    </label>
  );
}
