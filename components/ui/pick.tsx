import type { ReactNode } from "react";

/** One of several to pick from: a label around its box, or a button. */
export const PICK =
  "flex min-h-8 w-full cursor-pointer items-center gap-2 rounded-md px-2 py-[3px] text-start hover:bg-hover aria-pressed:bg-accent-soft has-checked:bg-accent-soft";

/** Many to pick from, in a box of its own that scrolls and stands before they are read. */
export function PickBox({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset className="min-w-0 max-h-[220px] min-h-28 flex-none overflow-y-auto rounded-md border border-line-control p-1">
      <legend className="sr-only">{legend}</legend>
      {children}
    </fieldset>
  );
}

/** What was found for a word, as it stands. */
export const PICKS = "mt-2.5 flex min-h-0 min-w-0 flex-col gap-px";
