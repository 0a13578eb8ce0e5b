"use client";

import { Icon } from "#components/ui/icon.tsx";

/** How a control of a toolbar looks while it filters. */
export const IS_SET = "border-accent bg-accent-soft hover:bg-accent-soft font-medium";

/** Takes one filter away: stands where its chevron would. `label`: the filter's own name. */
export function ClearFilter({ label, onClear }: { label: string; onClear: () => void }) {
  const name = `Clear ${label.charAt(0).toLowerCase()}${label.slice(1)}`;
  return (
    <button
      type="button"
      className="absolute end-1 inline-flex size-5 cursor-pointer items-center justify-center rounded-sm text-muted hover:bg-pressed hover:text-text max-sm:size-7"
      aria-label={name}
      title={name}
      onClick={onClear}
    >
      <Icon name="x" className="size-3 stroke-[2.2]" />
    </button>
  );
}
