import { stripVTControlCharacters } from "node:util";

/** Of each text so many signs are told. */
export const LONGEST_TEXT = 600;

const PLAIN = /^[\x20-\x7e]*$/;
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/**
 * What turns text round, hides it, or carries text that no person sees: controls, overrides of direction, spaces without width,
 * tags, selectors of variants. The two joiners stay behind other letters than ours: names in Persian and emoji are made with them.
 */
const UNSEEN = /(?!\u200c|\u200d)[\p{Cc}\p{Cf}]|[\ufe00-\ufe0d\u{e0100}-\u{e01ef}]/gu;
const JOINERS_AMONG_OURS = /(?<=[\x20-\x7e])(?:\u200c|\u200d)+/g;
const RUN_OF_JOINERS = /((?:\u200c|\u200d|\ufe0e|\ufe0f){2})(?:\u200c|\u200d|\ufe0e|\ufe0f)+/g;
/** More signs on top of one than any language has. */
const FLOOD_OF_MARKS = /(\p{M}{4})\p{M}+/gu;

/** A text of a vendor or a stranger, without what no person would see in it, and clipped. */
export function cleanText(text: string): string {
  if (text.length <= LONGEST_TEXT && PLAIN.test(text)) return text;
  const seen = stripVTControlCharacters(text)
    .toWellFormed()
    .replaceAll(BREAKS, " ")
    .replaceAll(UNSEEN, "")
    .replaceAll(JOINERS_AMONG_OURS, "")
    .replaceAll(RUN_OF_JOINERS, "$1")
    .replaceAll(FLOOD_OF_MARKS, "$1");
  const signs = [...seen];
  return signs.length > LONGEST_TEXT ? `${signs.slice(0, LONGEST_TEXT - 1).join("")}…` : seen;
}

/** How much of an answer was left out or taken away. */
export type Left = { texts: number; entries: number };

/** The same of every text in what the API answers, and of each list so many entries at most. Counts what it left out. */
export function cleanData(data: unknown, mostEntries: number, left: Left): unknown {
  if (typeof data === "string") {
    const clean = cleanText(data);
    if (clean !== data) left.texts++;
    return clean;
  }
  if (Array.isArray(data)) {
    left.entries += Math.max(0, data.length - mostEntries);
    return data.slice(0, mostEntries).map((entry) => cleanData(entry, mostEntries, left));
  }
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, cleanData(value, mostEntries, left)]),
  );
}
