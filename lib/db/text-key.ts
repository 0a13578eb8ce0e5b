import "server-only";

/** Accents of Latin, Greek and Cyrillic; other scripts' marks are letters of their own and stay. */
const ACCENTS = /[\u0300-\u036f]+/g;
const CONTROLS = /[\p{Cc}\s]+/gu;
/** The signs that Unicode takes for one of ASCII: Kelvin, the Greek question mark and the Greek varia. */
const ASCII_TWINS = /([\u212a\u037e\u1fef])/;
const HAS_ASCII = /\p{ASCII}/u;

/**
 * What a text is searched and sorted by: NFKC, case folded, without accents (so that "inigo" finds "Íñigo", and he stands
 * among the I), white space and control characters to single blanks, at most `max` characters. The same input gives the
 * same key on every machine, whatever its language.
 */
export function textKey(text: string, max = 256): string {
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

/**
 * What joins a person across teams, or null where there is no usable address. Only letter case and outer blanks are
 * levelled: a look-alike (full-width, Kelvin sign, dotless i) stays another person.
 */
export function emailKey(email: string | null | undefined): string | null {
  const text = email?.trim();
  if (!text || text.length > 320 || !text.isWellFormed() || !/^[^@\s\p{Cc}]+@[^@\s\p{Cc}]+$/u.test(text))
    return null;
  const parts = text
    .split(ASCII_TWINS)
    .map((part) => (ASCII_TWINS.test(part) ? part : lowerWithinScript(part)));
  return parts.join("");
}

function lowerWithinScript(text: string): string {
  return Array.from(text.normalize("NFC"), (character) => {
    const lower = character.toLowerCase();
    return character.charCodeAt(0) >= 128 && HAS_ASCII.test(lower) ? character : lower;
  }).join("");
}
