"use client";

import { useEffect, useRef, useState } from "react";

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
  onSave: (value: string) => string | undefined | Promise<string | undefined>;
  onClose: () => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  const [error, setError] = useState<string>();
  const [isSaving, setSaving] = useState(false);

  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);

  const save = async () => {
    const next = input.current?.value.trim() ?? "";
    if (isDone.current || isSaving) return;
    if (next === value) return finish();
    setSaving(true);
    const problem = await onSave(next);
    setSaving(false);
    if (problem) setError(problem);
    else finish();
  };
  const finish = () => {
    if (isDone.current) return;
    isDone.current = true;
    const row = input.current?.closest("tr");
    const hadFocus = document.activeElement === input.current;
    onClose();
    // The field goes away: the keyboard goes on from its row.
    if (hadFocus) requestAnimationFrame(() => row?.focus());
  };
  return (
    <span className="name">
      <input
        ref={input}
        className="cell-text"
        aria-label={label}
        aria-invalid={error ? true : undefined}
        aria-busy={isSaving || undefined}
        readOnly={isSaving}
        defaultValue={value}
        maxLength={maxLength}
        autoComplete="off"
        onInput={() => setError(undefined)}
        onBlur={() => void (error ? undefined : save())}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === "Enter") void save();
          if (event.key === "Escape") finish();
        }}
      />
      {isSaving && <span className="spin" aria-hidden="true" />}
      {error && (
        <span className="hint danger" role="alert">
          {error}
        </span>
      )}
    </span>
  );
}
