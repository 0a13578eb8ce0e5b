import { cx } from "#components/ui/cx.ts";

/** Headings, lists and tables of a text, in the product's sizes. */
const PROSE = cx(
  "max-w-165 px-gutter pt-4 pb-10 leading-5.5",
  "[&_h2]:mt-6 [&_h2]:mb-1.5 [&_h2]:text-title [&_h2]:font-semibold",
  "[&_p]:my-2.5 [&_:is(ul,ol)]:my-2.5 [&_:is(ul,ol)]:ps-5 [&_ul]:list-disc [&_ol]:list-decimal [&_li]:my-1 [&_li]:ps-1",
  "[&_strong]:font-semibold [&_em]:font-medium [&_em]:not-italic",
  "[&_code]:mono [&_code]:rounded-sm [&_code]:bg-sunken [&_code]:px-1 [&_pre]:my-3 [&_pre]:overflow-x-auto [&_pre]:rounded-lg [&_pre]:bg-sunken [&_pre]:px-3 [&_pre]:py-2 [&_pre_code]:p-0",
  "[&_table]:my-3 [&_table]:w-full [&_table]:table-auto [&_th]:border-b [&_th]:border-line [&_th]:py-1.5 [&_th]:pe-4 [&_th]:text-start [&_th]:text-small [&_th]:font-medium [&_th]:text-muted [&_td]:border-b [&_td]:border-line-faint [&_td]:py-1.5 [&_td]:pe-4 [&_td]:align-top",
  "[&_tr:has(>th:empty)]:hidden",
);

/** A help page's text. `html` is made on the server of a file of ours. */
export function HelpProse({ html }: { html: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: rendered from docs/help, in which HTML is escaped
  return <div className={PROSE} dangerouslySetInnerHTML={{ __html: html }} />;
}
