import { type ComponentProps, type ReactNode, useId } from "react";
import { FieldNote } from "#components/ui/field-note.tsx";
import { Icon } from "#components/ui/icon.tsx";

export type SelectFieldProps = Omit<ComponentProps<"select">, "id"> & {
  label: ReactNode;
  error?: ReactNode;
  hint?: ReactNode;
};

/** A native select; its `<option>`s are the children. */
export function SelectField({ label, error, hint, children, ...select }: SelectFieldProps) {
  const id = useId();
  const note = error || hint ? `${id}-note` : undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className="select is-field">
        <select {...select} id={id} aria-invalid={error ? true : undefined} aria-describedby={note}>
          {children}
        </select>
        <Icon name="chevron" />
      </span>
      <FieldNote id={`${id}-note`} error={error} hint={hint} />
    </div>
  );
}
