import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "#components/ui/cx.ts";
import { Field } from "#components/ui/field.tsx";
import { INPUT } from "#components/ui/input-classes.ts";

export type TextareaFieldProps = Omit<ComponentProps<"textarea">, "id"> & {
  label: ReactNode;
  error?: ReactNode;
  hint?: ReactNode;
  mono?: boolean;
  /** As high as one line, whatever is typed. */
  isLine?: boolean;
};

export function TextareaField({
  label,
  error,
  hint,
  mono,
  isLine,
  className,
  ...textarea
}: TextareaFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label} error={error} hint={hint}>
      <textarea
        {...textarea}
        id={id}
        className={cx(isLine ? INPUT.line : INPUT.area, mono && "mono", className)}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${id}-note` : undefined}
      />
    </Field>
  );
}
