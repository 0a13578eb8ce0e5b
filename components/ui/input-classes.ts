// 16 px on a phone: below that, Safari zooms into a field that is typed in.
const BASE =
  "w-full rounded-md border border-line-control bg-surface px-2.5 -outline-offset-1 placeholder:text-faint placeholder:opacity-100 focus-visible:border-transparent aria-invalid:border-danger max-sm:text-[16px]";

/** How a field looks: one line, many lines, or a textarea that is one line until there are more. */
export const INPUT = {
  text: `${BASE} h-field`,
  area: `${BASE} min-h-[calc(var(--spacing-field)*3)] resize-y py-[5px] leading-5`,
  line: `${BASE} block h-field resize-none overflow-hidden py-[5px] leading-5 whitespace-pre`,
};
