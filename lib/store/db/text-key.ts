import "server-only";

export { emailKey } from "#lib/core/email-key.ts";

/** Accents of Latin, Greek and Cyrillic; other scripts' marks are letters of their own and stay. */
const ACCENTS = /[\u0300-\u036f]+/g;
const CONTROLS = /[\p{Cc}\s]+/gu;
/** ASCII words with single blanks between them: only their letters' case is folded. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;
/**
 * What a text is searched and sorted by: NFKC, case folded, without accents (so that "inigo" finds "Íñigo", and he stands
 * among the I), white space and control characters to single blanks, at most `max` characters. The same input gives the
 * same key on every machine, whatever its language.
 */
export function textKey(text: string, max = 256): string {
  // Most texts: folding is what costs in a page of a thousand people.
  if (text.length <= max && PLAIN.test(text)) return text.toLowerCase();
  // Clipped before folding too: a stranger's 64 kB of combining marks must not cost time.
  const start = text
    .slice(0, max * 4)
    .toWellFormed()
    .normalize("NFKC");
  // `ς` is only how `σ` is written at a word's end.
  const lower = start.toUpperCase().toLowerCase().replaceAll("ς", "σ");
  const plain = lower.normalize("NFKD").replace(ACCENTS, "");
  const folded = plain.normalize("NFKC").replace(CONTROLS, " ").trim();
  return folded.length <= max ? folded : clipped(folded, max);
}

function clipped(text: string, max: number): string {
  const cut = text.slice(0, max);
  return (cut.isWellFormed() ? cut : cut.slice(0, -1)).trimEnd();
}
