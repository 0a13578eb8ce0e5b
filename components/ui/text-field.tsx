import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "#components/ui/cx.ts";
import { Field } from "#components/ui/field.tsx";
import { INPUT } from "#components/ui/input-classes.ts";

export type TextFieldProps = Omit<ComponentProps<"input">, "id"> & {
  label: ReactNode;
  error?: ReactNode;
  hint?: ReactNode;
  mono?: boolean;
};

export function TextField({ label, error, hint, mono, className, ...input }: TextFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label} error={error} hint={hint}>
      <input
        {...input}
        id={id}
        className={cx(INPUT.text, mono && "mono leading-5", className)}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${id}-note` : undefined}
      />
    </Field>
  );
}
