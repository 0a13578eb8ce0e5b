import { type ReactNode, useId } from "react";
import { FieldNote } from "#components/ui/field-note.tsx";

/** A checkbox with its label, and its error or a hint below it. */
export function CheckField({
  label,
  hint,
  error,
  checked,
  onChange,
}: {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="grid grid-cols-[14px_minmax(0,1fr)] items-start gap-x-2.5 max-sm:grid-cols-[20px_minmax(0,1fr)] [&>p]:col-start-2">
      <input
        id={id}
        type="checkbox"
        className="check mt-[3px]"
        checked={checked}
        aria-invalid={error ? true : undefined}
        aria-describedby={hint || error ? `${id}-note` : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label htmlFor={id}>{label}</label>
      <FieldNote id={`${id}-note`} error={error} hint={hint} />
    </div>
  );
}
