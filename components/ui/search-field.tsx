"use client";

import { useEffect, useRef } from "react";
import { Icon } from "#components/ui/icon.tsx";

/** The search box of a toolbar; `/` focuses it. */
export function SearchField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  // What was typed before the page was hydrated is not lost.
  useEffect(() => {
    const typed = input.current?.value;
    if (typed && typed !== value) onChange(typed);
    // Once, after hydration.
  }, []);
  return (
    <label className="search">
      <Icon name="search" />
      <input
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
        onKeyDown={(event) => {
          if (event.key === "Escape" && value) {
            event.preventDefault();
            onChange("");
          }
        }}
      />
    </label>
  );
}
