import { formulaText, seenText } from "#lib/core/addresses/signs.ts";
import { asciiDomain, isInvitable } from "#lib/core/email-key.ts";

/** An address within a text, and where it stands in it. */
export type Found = { email: string; from: number; to: number };

/** Neither blanks nor what sets off an address from its surroundings. */
const PART = '[^\\s<>()\\[\\]{}"“”„«»‹›,;；、，。｡|:`]';
const CANDIDATE = new RegExp(`${PART}+@${PART}*(?:[。｡]${PART}+)*`, "gu");

/** Longer pieces are no address, and not worth the time. */
export const MAX_PIECE = 1_000;

/**
 * An address as it is meant: without the marks that texts put around one (`'noor@x'`, `*noor@x*`, a full stop after it, the
 * text mark of a spreadsheet before it), its domain in ASCII.
 */
export function plainAddress(text: string): string {
  const bare = text
    .replace(/^['‘’*~]+(?=.*@)/u, "")
    .replace(/^mailto:/iu, "")
    .replace(/(?<=@.*)['‘’*~.!?…/\\]+$/u, "");
  const at = bare.lastIndexOf("@");
  return at < 0 ? bare : `${bare.slice(0, at)}@${asciiDomain(bare.slice(at + 1))}`;
}

/** Every address in a text. Undefined where an `@` belongs to none of them: then the text is not understood. */
export function addressesIn(text: string): Found[] | undefined {
  if (text.length > MAX_PIECE) return undefined;
  const found = [...text.matchAll(CANDIDATE)].map(
    (match): Found => ({
      // What follows a question mark is a subject, as in `mailto:noor@x?subject=…`.
      email: plainAddress(match[0].replace(/\?.*$/su, "")),
      from: match.index,
      to: match.index + match[0].length,
    }),
  );
  const inside = found.reduce((sum, { from, to }) => sum + count(text.slice(from, to)), 0);
  return inside === count(text) ? found : undefined;
}
const count = (text: string): number => text.split("@").length - 1;

/** `[Noor](mailto:noor@x)` as `Noor <noor@x>`. */
export const withoutLinks = (text: string): string =>
  text.replaceAll(/\[([^[\]]*)\]\(\s*(?:mailto:)?([^()\s]*@[^()\s]*)[^()]*\)/giu, "$1 <$2>");

/** What one cell of an e-mail column says. */
export type ReadCell = {
  /** The one address that it plainly is; "" where it is unclear which, or none. */
  email: string;
  /** Every address that it may mean: whoever has one of them is named by the line. */
  all: string[];
};

/** Around its one address a cell may have a name with brackets, a comment, quotes, a link's formula: nothing else. */
const PLAIN = [
  /^["“„«]?$/u,
  /^(?:mailto|smtp):$/iu,
  /^[^<>@]*<(?:mailto:)?$/iu,
  /^=\s*(?:HYPERLINK|T)?\s*\(?\s*"(?:mailto:)?$/iu,
] as const;
const PLAIN_AFTER = [
  /^["”“»]?[.,;]*$/u,
  /^>[.,;]*$/u,
  /^\s*\([^()@]*\)$/u,
  /^[^"@]*"\s*(?:[;,][^@]*)?\)?$/u,
] as const;

/** The address that a cell plainly means, whatever a spreadsheet, a mail program or a chat has put around it. */
export function readAddressCell(cell: string): ReadCell {
  // Nearly every cell: nothing to take off.
  if (isInvitable(cell) && !cell.startsWith("'")) return { email: cell, all: [cell] };
  const text = withoutLinks(seenText(formulaText(seenText(cell))));
  const found = addressesIn(text);
  if (!found)
    return {
      email: "",
      all: [...text.slice(0, MAX_PIECE).matchAll(CANDIDATE)].map(([it]) => plainAddress(it)),
    };
  const all = [...new Set(found.map(({ email }) => email))];
  const [first, last] = [found[0], found.at(-1)];
  if (all.length !== 1 || !first || !last) return { email: "", all };
  const [before, after] = [text.slice(0, first.from), text.slice(last.to)];
  // Said twice (`noor@x <noor@x>`), only the last one's surroundings count.
  const isPlain =
    found.length > 1 ||
    (PLAIN.some((shape) => shape.test(before)) && PLAIN_AFTER.some((shape) => shape.test(after)));
  return { email: isPlain ? first.email : "", all };
}
