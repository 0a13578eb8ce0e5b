/** Line breaks, controls, and signs that turn or hide text: soft hyphens, overrides of direction, spaces without width. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;

/**
 * What a stranger wrote, for a place of one line where it must not begin another one, turn its neighbours round, or fill
 * the page: a subject, a line of a mail, a message in a chat. Longer text is clipped to `max` signs.
 */
export function oneLine(text: string, max: number): string {
  const plain = text.replaceAll(UNSEEN, " ").replaceAll(/\s+/gu, " ").trim();
  const signs = [...plain];
  return signs.length > max
    ? `${signs
        .slice(0, max - 1)
        .join("")
        .trimEnd()}…`
    : plain;
}
