import type { ReactNode } from "react";
import { Icon } from "#components/ui/icon.tsx";

/** What stands below a field: its error, else its hint. */
export function FieldNote({ id, error, hint }: { id: string; error?: ReactNode; hint?: ReactNode }) {
  if (error)
    return (
      <p id={id} className="hint danger" role="alert">
        <Icon name="alert" />
        <span>{error}</span>
      </p>
    );
  return hint ? (
    <p id={id} className="hint">
      {hint}
    </p>
  ) : null;
}
