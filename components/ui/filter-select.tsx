"use client";

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
  return (
    <Select
      ref={select}
      className="max-sm:flex-none max-sm:[[popover]>&>select]:w-full"
      aria-label={label}
      value={value}
      clear={value !== "" && <ClearFilter label={label} onClear={() => onChange("")} />}
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
