import { type ComponentProps, type ReactNode, useId } from "react";
import { FieldNote } from "#components/ui/field-note.tsx";

export type TextareaFieldProps = Omit<ComponentProps<"textarea">, "id"> & {
  label: ReactNode;
  error?: ReactNode;
  hint?: ReactNode;
  mono?: boolean;
};

export function TextareaField({ label, error, hint, mono, className, ...textarea }: TextareaFieldProps) {
  const id = useId();
  const note = error || hint ? `${id}-note` : undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        {...textarea}
        id={id}
        className={["input", mono && "mono", className].filter(Boolean).join(" ")}
        aria-invalid={error ? true : undefined}
        aria-describedby={note}
      />
      <FieldNote id={`${id}-note`} error={error} hint={hint} />
    </div>
  );
}
