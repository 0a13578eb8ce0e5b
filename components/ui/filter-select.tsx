"use client";

import { cx } from "#components/ui/cx.ts";
import { ClearFilter } from "#components/ui/filter-set.tsx";
import { Select } from "#components/ui/select.tsx";
import { useEarlyChoice } from "#components/ui/use-early-choice.ts";

export type FilterOption = { value: string; label: string };

/** A filter of a toolbar. The first option means "no filter" and has the value "". */
export function FilterSelect({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly FilterOption[];
  onChange: (value: string) => void;
}) {
  const select = useEarlyChoice(value, onChange);
  const isSet = value !== "";
  return (
    <Select
      ref={select}
      // Where a bar has to stay one line, a choice that is long gives way, not the names of the others.
      className={cx("flex-none max-sm:[[popover]>&>select]:w-full", isSet && "sm:min-w-24 sm:shrink")}
      aria-label={label}
      value={value}
      title={isSet ? options.find((option) => option.value === value)?.label : undefined}
      clear={isSet && <ClearFilter label={label} onClear={() => onChange("")} />}
      onChange={(event) => onChange(event.target.value)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </Select>
  );
}
