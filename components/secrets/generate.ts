/** 64 characters, so that six bits of a random byte pick one without bias; none needs quoting in a shell or an `.env`. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
export const DEFAULT_LENGTH = 32;
export const MIN_LENGTH = 20;
export const MAX_LENGTH = 512;

/** A length that may be generated: a whole number from 20 to 512; anything else is 32. */
export function lengthOf(typed: string): number {
  const length = Math.trunc(Number(typed));
  if (!typed.trim() || !Number.isFinite(length)) return DEFAULT_LENGTH;
  return Math.min(MAX_LENGTH, Math.max(MIN_LENGTH, length));
}

/** A random value of `length` characters, six bits each, from the browser's cryptographic source. */
export function generateValue(length = DEFAULT_LENGTH): string {
  const bytes = crypto.getRandomValues(new Uint8Array(lengthOf(String(length))));
  return Array.from(bytes, (byte) => ALPHABET[byte & 63]).join("");
}
