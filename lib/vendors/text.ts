/** Longest vendor texts that are kept, in UTF-16 units. */
export const TEXT_LIMITS = { name: 256, email: 320, url: 2048, role: 64, id: 512, reason: 300 } as const;

// C0, DEL and C1: what no database, log or page should have to carry.
const CONTROL = /\p{Cc}+/gu;

/** Whether a text has control characters. */
export const hasControl = (text: string): boolean => /\p{Cc}/u.test(text);

/** A vendor's text made harmless: well-formed Unicode, no control characters, trimmed, at most `max` units. */
export function cleanText(text: string, max: number): string {
  // Cut before the regular expression runs, so that a text of megabytes costs nothing.
  const whole = text
    .slice(0, max * 4)
    .toWellFormed()
    .replace(CONTROL, " ")
    .trim();
  return clip(whole, max).trimEnd();
}

/** The first `max` units of a text, never half a character of two units. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}
