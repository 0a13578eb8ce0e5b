import "server-only";
import { randomBytes } from "node:crypto";

export const KEY_BYTES = 32;

/** A key ring that cannot be used. The message is one line that says why; it never holds key material. */
export class KeyRingError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "KeyRingError";
  }
}

/** Keys by their id. The first one seals; all of them open. */
export type Key = { id: string; bytes: Uint8Array };

const ID = /^[A-Za-z0-9_-]{1,32}$/;

function parseKey(entry: string, source: string): Key {
  const at = entry.indexOf(":");
  const id = entry.slice(0, Math.max(at, 0));
  const refuse = (what: string): never => {
    throw new KeyRingError(`${source}: ${what}`);
  };
  // What is not an id may be a key that lost its id, so it is not shown.
  if (!ID.test(id))
    return refuse("every key needs the form id:base64, with an id of letters, digits, - and _");
  const text = entry.slice(at + 1);
  const bytes = Buffer.from(text, /[-_]/.test(text) ? "base64url" : "base64");
  const spelled = bytes.toString("base64").replace(/=+$/, "");
  if (spelled !== text.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, ""))
    return refuse(`key "${id}" is not base64`);
  if (bytes.length !== KEY_BYTES)
    return refuse(`key "${id}" has ${bytes.length} bytes; it needs exactly ${KEY_BYTES}`);
  const weakness = weaknessOf(bytes);
  if (weakness) return refuse(`key "${id}" ${weakness}; make one with "npm run keys -- add"`);
  return { id, bytes: new Uint8Array(bytes) };
}

/** Of 32 random bytes about 30 differ; fewer than this many never happen. */
const MIN_DIFFERENT = 16;

/** Why bytes were not made by chance, as far as can be seen; undefined where nothing shows. */
function weaknessOf(bytes: Uint8Array): string | undefined {
  if (bytes.every((byte) => byte === bytes[0])) return "is all the same byte, which is no key";
  if (new Set(bytes).size < MIN_DIFFERENT) return "repeats itself, which makes it weak";
  const step = (index: number) => ((bytes[index] ?? 0) - (bytes[index - 1] ?? 0)) & 0xff;
  if (bytes.every((_, index) => index < 2 || step(index) === step(1))) return "only counts, which is no key";
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) return "is readable text, not random bytes";
  return undefined;
}

/** Parses `id:base64,…`, separated by commas or white space. Throws `KeyRingError`; `source` says where it came from. */
export function parseKeys(text: string, source: string): Key[] {
  const keys = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((entry) => parseKey(entry, source));
  if (keys.length === 0) throw new KeyRingError(`${source}: there is no key in it`);
  for (const [index, key] of keys.entries()) {
    const earlier = keys.slice(0, index);
    if (earlier.some((other) => other.id === key.id))
      throw new KeyRingError(`${source}: two keys have the id "${key.id}"`);
    const twin = earlier.find((other) => Buffer.from(other.bytes).equals(key.bytes));
    if (twin) throw new KeyRingError(`${source}: "${twin.id}" and "${key.id}" are the same key`);
  }
  return keys;
}

/** The keys in the form that `parseKeys` reads, one a line. */
export const keysText = (keys: readonly Key[]): string =>
  keys.map(({ id, bytes }) => `${id}:${Buffer.from(bytes).toString("base64")}\n`).join("");

/** A new key, in the form that `parseKeys` reads. */
export const newKeyText = (): string => keysText([newKey([])]).trim();

/** A new key, with an id of today that none of the others has. */
export function newKey(others: readonly Key[]): Key {
  const day = `k${new Date().toISOString().slice(0, 10).replaceAll("-", "")}`;
  const taken = new Set(others.map((key) => key.id));
  let id = day;
  for (let number = 2; taken.has(id); number++) id = `${day}-${number}`;
  return { id, bytes: new Uint8Array(randomBytes(KEY_BYTES)) };
}
