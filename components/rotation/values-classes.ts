/** Names with their values, framed and scrolling; a line is name, value and what can be done with it. */
export const VALUES =
  "grid max-h-[44dvh] grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] gap-x-2.5 overflow-auto rounded-md border border-line-raised max-sm:grid-cols-[minmax(0,1fr)_auto]";
/** In the columns of the list: what stands below one another begins at one place. */
export const VALUE_LINE =
  "col-span-full grid min-h-8.5 grid-cols-subgrid items-center gap-y-1 border-b border-line-faint py-1 ps-3 pe-1.5 last:border-b-0";
