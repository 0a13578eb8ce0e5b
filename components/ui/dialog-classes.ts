const BOX =
  "mx-auto mb-auto max-w-[calc(100vw-32px)] flex-col overflow-hidden rounded-xl border border-line shadow-lg raised focus-visible:outline-none open:flex [&:has(~dialog[open])]:opacity-0 open:animate-rise-dialog backdrop:animate-fade-dialog backdrop:bg-scrim max-sm:max-h-[92dvh] max-sm:max-w-none";
/** On a phone: it comes up from the bottom edge, over the whole width. */
const SHEET =
  "max-sm:m-0 max-sm:mt-auto max-sm:w-full max-sm:rounded-b-none max-sm:border-x-0 max-sm:border-b-0";

/** The box alone, for a native `<dialog>`: what stands in it keeps `--spacing-dialog` from its edges. Under another one it is not seen. */
export const DIALOG = {
  normal: `${BOX} ${SHEET} mt-[13vh] max-h-[80dvh] w-[480px]`,
  wide: `${BOX} ${SHEET} mt-[8vh] max-h-[86dvh] w-[688px]`,
  palette: `${BOX} mt-[13vh] max-h-[80dvh] w-[600px] max-sm:mx-2 max-sm:mt-2 max-sm:w-auto`,
};
/** Its last line, after a hairline. */
export const DIALOG_FOOT = "flex flex-none items-center border-t border-line-faint max-sm:flex-wrap";
