import type { ComponentProps, ReactNode } from "react";

/** A few ways to go on from, side by side; one of them is chosen. */
export function Choice({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset className="flex flex-wrap gap-2">
      <legend className="mb-1.5 font-medium">{legend}</legend>
      {children}
    </fieldset>
  );
}

export function ChoiceOption({ children, ...radio }: Omit<ComponentProps<"input">, "type">) {
  return (
    <label className="flex min-h-field max-w-1/2 flex-1 cursor-pointer items-center gap-2 rounded-md border border-line-control bg-surface px-2.5 py-1 leading-4.5 outline-offset-1 outline-ring has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2">
      <input
        {...radio}
        type="radio"
        className="size-3.5 flex-none appearance-none rounded-full border border-line-control bg-surface outline-none checked:border-4 checked:border-accent"
      />
      {children}
    </label>
  );
}
