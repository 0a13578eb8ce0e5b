/** The signs that Unicode takes for one of ASCII: Kelvin, the Greek question mark and the Greek varia. */
const ASCII_TWINS = /([\u212a\u037e\u1fef])/;
const HAS_ASCII = /\p{ASCII}/u;

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

/** As the forms' schema takes an address that somebody can be invited by. */
const INVITABLE =
  /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;

/** Whether an invitation can be sent there. Somebody who is a member already may have an odder address. */
export const isInvitable = (email: string): boolean => email.length <= 320 && INVITABLE.test(email);
