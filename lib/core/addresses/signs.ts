/** Signs that nobody sees: format characters, joiners, fillers, variation selectors. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each of them is looked for by itself
  /[\p{Cf}\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180E\u3164\uFE00-\uFE0F\uFFA0\u{E0000}-\u{E01EF}]/gu;
/** Blanks that a keyboard does not make, and line ends within a cell. */
const BLANKS = /\s+/gu;

/** A text as a person sees it: without invisible signs, every run of blanks a single one. */
export const seenText = (text: string): string => text.replace(INVISIBLE, "").replace(BLANKS, " ").trim();

/** The invisible signs of a text, each once, as "U+200B". A blank that only looks like one counts too. */
export const invisibleIn = (text: string): string[] => [
  ...new Set(
    (
      text.match(
        new RegExp(
          `${INVISIBLE.source}|[\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000]`,
          "gu",
        ),
      ) ?? []
    ).map((sign) => `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`),
  ),
];

/** What a spreadsheet's `="…"` shows; other text as it stands. */
export const formulaText = (cell: string): string =>
  /^=\s*"((?:[^"]|"")*)"$/u.exec(cell.trim())?.[1]?.replaceAll('""', '"') ?? cell;
