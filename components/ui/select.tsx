import type { ComponentProps, ReactNode } from "react";
import { cx } from "#components/ui/cx.ts";
import { IS_SET } from "#components/ui/filter-set.tsx";
import { Icon } from "#components/ui/icon.tsx";

const LOOKS = {
  /** As wide as its choice: in toolbars and rows. */
  bar: ["inline-flex", "field-sizing-content h-control border-line bg-raised hover:bg-hover"],
  /** As wide as its place: in forms. */
  field: [
    "flex",
    "field-sizing-fixed h-field w-full border-line-control bg-surface aria-invalid:border-danger",
  ],
} as const;

/** A native select with Rollcall's chevron; `className` is its place, not its look. */
export function Select({
  look = "bar",
  className,
  clear,
  ...select
}: Omit<ComponentProps<"select">, "size"> & {
  look?: keyof typeof LOOKS;
  /** Of a filter that is set: its look, and what takes it away, in the chevron's place. */
  clear?: ReactNode;
}) {
  const [box, control] = LOOKS[look];
  return (
    <span className={cx("relative items-center", box, className)}>
      <select
        {...select}
        className={cx(
          "cursor-pointer appearance-none rounded-md border ps-2.5 pe-6.5 text-ellipsis text-text -outline-offset-1 max-sm:max-w-full",
          clear ? cx("h-control min-w-0 grow field-sizing-content", IS_SET) : control,
        )}
      />
      {clear || (
        <Icon name="chevron" className="pointer-events-none absolute end-2 size-3 stroke-[2.2] text-faint" />
      )}
    </span>
  );
}
