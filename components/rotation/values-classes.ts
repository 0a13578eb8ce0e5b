/** Names with their values, framed and scrolling; a line is name, value and what can be done with it. */
export const VALUES = "max-h-[44dvh] overflow-auto rounded-md border border-line-raised";
export const VALUE_LINE =
  "grid min-h-8.5 grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] items-center gap-2.5 border-b border-line-faint py-1 ps-3 pe-1.5 last:border-b-0 max-sm:grid-cols-[minmax(0,1fr)_auto]";
