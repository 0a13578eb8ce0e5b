import type { ReactNode } from "react";
import { cx } from "#components/ui/cx.ts";
import { FieldNote } from "#components/ui/field-note.tsx";

/** A label, what it names, and below it the error or a hint. The control carries `id`, and `${id}-note` as its description. */
export function Field({
  id,
  label,
  error,
  hint,
  className,
  children,
}: {
  id: string;
  label: ReactNode;
  error?: ReactNode;
  hint?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div className={cx("flex flex-col gap-1.5", className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children}
      <FieldNote id={`${id}-note`} error={error} hint={hint} />
    </div>
  );
}
