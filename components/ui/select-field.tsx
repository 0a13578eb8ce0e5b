import { type ComponentProps, type ReactNode, useId } from "react";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";

export type SelectFieldProps = Omit<ComponentProps<"select">, "id" | "size" | "className"> & {
  label: ReactNode;
  error?: ReactNode;
  hint?: ReactNode;
};

/** A native select; its `<option>`s are the children. */
export function SelectField({ label, error, hint, ...select }: SelectFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label} error={error} hint={hint}>
      <Select
        {...select}
        look="field"
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${id}-note` : undefined}
      />
    </Field>
  );
}
