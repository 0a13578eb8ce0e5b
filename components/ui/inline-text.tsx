"use client";

import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Spinner } from "#components/ui/spinner.tsx";

/**
 * A text being edited in place. Enter or blur saves, Escape restores; an unchanged text saves nothing and closes. `onSave`
 * answers an error to show beside the field, which then keeps what was typed.
 */
export function InlineText({
  label,
  value,
  maxLength,
  onSave,
  onClose,
}: {
  label: string;
  value: string;
  maxLength?: number;
  onSave: (value: string) => Promise<string | undefined>;
  onClose: () => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  const saving = useMutation({
    mutationFn: onSave,
    onSuccess: (problem) => {
      if (!problem) finish();
    },
  });
  const { data: error, isPending: isSaving } = saving;

  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  const save = () => {
    const next = input.current?.value.trim() ?? "";
    if (isDone.current || isSaving) return;
    if (next === value) finish();
    else saving.mutate(next);
  };
  const finish = () => {
    if (isDone.current) return;
    isDone.current = true;
    const row = input.current?.closest("tr");
    const hadFocus = document.activeElement === input.current;
    onClose();
    // The field goes away: the keyboard goes on from its row, unless it went elsewhere by then.
    if (hadFocus) requestAnimationFrame(() => document.activeElement === document.body && row?.focus());
  };
  return (
    <span className="name">
      <input
        ref={input}
        className="-ms-[7px] h-inline w-full min-w-0 rounded-sm border border-transparent bg-surface px-1.5 font-medium outline-2 -outline-offset-1 outline-ring max-sm:text-[16px]"
        aria-label={label}
        aria-invalid={error ? true : undefined}
        aria-busy={isSaving || undefined}
        readOnly={isSaving}
        defaultValue={value}
        maxLength={maxLength}
        autoComplete="off"
        onInput={() => saving.reset()}
        onBlur={() => !error && save()}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter") save();
          if (event.key === "Escape") finish();
        }}
      />
      {isSaving && <Spinner />}
      {error && (
        <span className="text-small text-danger" role="alert">
          {error}
        </span>
      )}
    </span>
  );
}
