import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const PREFIX = "rcl_";
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const RANDOM_BYTES = 32;
/** 62^43 is more than 2^256, and 62^6 more than 2^32. */
const RANDOM_LENGTH = 43;
const CHECK_LENGTH = 6;
const SHAPE = new RegExp(`^${PREFIX}[0-9A-Za-z]{${RANDOM_LENGTH + CHECK_LENGTH}}$`);

function base62(value: bigint, length: number): string {
  let text = "";
  for (let rest = value; rest > 0n; rest /= 62n) text = DIGITS.charAt(Number(rest % 62n)) + text;
  return text.padStart(length, "0");
}

const checkOf = (text: string): string => base62(BigInt(crc32(text)), CHECK_LENGTH);

/** A new token: 256 random bits, with a prefix and a checksum by which scanners know it. */
export function newToken(): string {
  const random = base62(BigInt(`0x${randomBytes(RANDOM_BYTES).toString("hex")}`), RANDOM_LENGTH);
  return `${PREFIX}${random}${checkOf(random)}`;
}

/** Whether a text has a token's shape and checksum: what has not is refused without asking the store. */
export const isToken = (text: string): boolean =>
  SHAPE.test(text) && checkOf(text.slice(PREFIX.length, -CHECK_LENGTH)) === text.slice(-CHECK_LENGTH);

/** What the store keeps of a token. */
export const digestOf = (token: string): string => createHash("sha256").update(token).digest("base64url");
