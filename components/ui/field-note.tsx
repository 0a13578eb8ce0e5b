import type { ReactNode } from "react";
import { Icon } from "#components/ui/icon.tsx";

/** What stands below a field: its error, else its hint. */
export function FieldNote({ id, error, hint }: { id: string; error?: ReactNode; hint?: ReactNode }) {
  if (error)
    return (
      <p
        id={id}
        className="flex gap-1.5 text-small text-danger [&_.link]:text-text [&_.link]:underline"
        role="alert"
      >
        <Icon name="alert" className="mt-px size-3.5" />
        <span>{error}</span>
      </p>
    );
  return hint ? (
    <p id={id} className="text-small text-muted">
      {hint}
    </p>
  ) : null;
}
