"use client";

import { type ReactNode, useRef } from "react";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import type { PopoverProps } from "#components/ui/popover.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { useEarlyChoice } from "#components/ui/use-early-choice.ts";

function InPlace({ children, role }: PopoverProps) {
  return <span role={role}>{children}</span>;
}
// Only a refusal needs it.
const Popover = lazyPart(() => import("./popover.tsx").then((m) => m.Popover), InPlace);

export type InlineOption = { value: string; label: string; isDisabled?: boolean };

/**
 * A select that looks like its text until it is pointed at. While pending it shows the new value and is locked; refused, it
 * shows the old one again and `refusal` beside it.
 */
export function InlineSelect({
  label,
  value,
  options,
  isPending,
  refusal,
  onChange,
  onDismiss,
  onApproach,
}: {
  label: string;
  value: string;
  options: readonly InlineOption[];
  isPending?: boolean;
  refusal?: ReactNode;
  onChange: (value: string) => void;
  onDismiss?: () => void;
  /** A pointer or the focus comes to it: it may be changed soon. */
  onApproach?: () => void;
}) {
  const anchor = useRef<HTMLSpanElement>(null);
  const select = useEarlyChoice(value, onChange);
  return (
    <span ref={anchor} className="inline-choice" data-pending={isPending || undefined}>
      <select
        ref={select}
        aria-label={label}
        aria-busy={isPending || undefined}
        aria-invalid={refusal ? true : undefined}
        value={value}
        onFocus={onApproach}
        onPointerEnter={onApproach}
        onKeyDown={(event) => {
          // Locked, but never disabled: it keeps its focus.
          if (isPending && event.key !== "Tab" && event.key !== "Escape") event.preventDefault();
        }}
        onMouseDown={(event) => isPending && event.preventDefault()}
        onChange={(event) => !isPending && onChange(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.isDisabled}>
            {option.label}
          </option>
        ))}
      </select>
      {isPending && <Spinner className="absolute end-1" />}
      {refusal && (
        <Popover anchor={anchor} role="alert" onClose={() => onDismiss?.()}>
          {refusal}
        </Popover>
      )}
    </span>
  );
}
