const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const LOWER = UPPER.toLowerCase();
const DIGITS = "0123456789";

/** What a value is made of. None of the signs needs quoting in an `.env`; only the last one's need it in a shell. */
export const ALPHABETS = {
  url: { label: "Letters, digits, - and _", signs: `${UPPER}${LOWER}${DIGITS}-_` },
  letters: { label: "Letters and digits", signs: `${UPPER}${LOWER}${DIGITS}` },
  hex: { label: "Hexadecimal", signs: `${DIGITS}abcdef` },
  symbols: { label: "With symbols", signs: `${UPPER}${LOWER}${DIGITS}!%()*+,-./:;<=>?@[]^_{|}~` },
} as const;
export type Alphabet = keyof typeof ALPHABETS;
export const ALPHABET_NAMES = Object.keys(ALPHABETS) as Alphabet[];

export const DEFAULT_LENGTH = 32;
export const MIN_LENGTH = 20;
export const MAX_LENGTH = 512;

/** A length that may be generated: a whole number from 20 to 512; anything else is 32. */
export function lengthOf(typed: string): number {
  const length = Math.trunc(Number(typed));
  if (!typed.trim() || !Number.isFinite(length)) return DEFAULT_LENGTH;
  return Math.min(MAX_LENGTH, Math.max(MIN_LENGTH, length));
}

/** A random value of `length` characters, each equally likely, from the browser's cryptographic source. */
export function generateValue(length = DEFAULT_LENGTH, alphabet: Alphabet = "url"): string {
  const { signs } = ALPHABETS[alphabet];
  const wanted = lengthOf(String(length));
  // Bytes beyond the last whole multiple would favour the first signs: they are thrown away.
  const limit = 256 - (256 % signs.length);
  let value = "";
  while (value.length < wanted)
    for (const byte of crypto.getRandomValues(new Uint8Array(wanted)))
      if (byte < limit && value.length < wanted) value += signs[byte % signs.length];
  return value;
}

/** How many bits somebody would have to guess. */
export const strengthBits = (length: number, alphabet: Alphabet): number =>
  Math.floor(length * Math.log2(ALPHABETS[alphabet].signs.length));
