/** The signs that Unicode takes for one of ASCII: Kelvin, the Greek question mark and the Greek varia. */
const ASCII_TWINS = /([\u212a\u037e\u1fef])/;
const ONLY_ASCII = /^[!-~]+$/;
const HAS_ASCII = /\p{ASCII}/u;

/**
 * What joins a person across teams, or null where there is no usable address. Only letter case and outer blanks are
 * levelled: a look-alike (full-width, Kelvin sign, dotless i) stays another person.
 */
export function emailKey(email: string | null | undefined): string | null {
  const text = email?.trim();
  if (!text || text.length > 320 || !text.isWellFormed() || !/^[^@\s\p{Cc}]+@[^@\s\p{Cc}]+$/u.test(text))
    return null;
  if (ONLY_ASCII.test(text)) return text.toLowerCase();
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

/**
 * `emailKey` with the domain as the name system spells it: `uli@bücher.example`, `uli@xn--bcher-kva.example` and
 * `uli@BÜCHER.example.` are one mailbox. For finding somebody by what a person wrote; rows keep `emailKey`.
 */
export function mailboxKey(email: string | null | undefined): string | null {
  const key = emailKey(email);
  if (key === null) return null;
  const at = key.lastIndexOf("@");
  return `${key.slice(0, at)}@${asciiDomain(key.slice(at + 1))}`;
}

/** A domain in ASCII, without a dot at its end; as it stands where it is none. */
export function asciiDomain(domain: string): string {
  const bare = domain.replace(/\.$/, "");
  // The parser of addresses reads ASCII names in ways of its own ("1.2" is a number to it): they need none.
  if (/^\p{ASCII}*$/u.test(bare)) return bare;
  const url = URL.parse(`http://${bare}`);
  return url && url.pathname === "/" && !url.port && !url.username ? url.hostname : bare;
}

/** As the forms' schema takes an address that somebody can be invited by; a top-level domain may be a punycode one. */
export const INVITABLE =
  /^(?:[A-Za-z0-9_'+-]+\.)*[A-Za-z0-9_'+-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+(?:[A-Za-z]{2,}|xn--[A-Za-z0-9-]*[A-Za-z0-9])$/i;

/** Whether an invitation can be sent there. Somebody who is a member already may have an odder address. */
export const isInvitable = (email: string): boolean => email.length <= 320 && INVITABLE.test(email);
