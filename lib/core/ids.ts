import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { perProcess } from "#lib/core/per-process.ts";

const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_DIGITS = 10;
const RANDOM_BYTES = 10;

/** Random bytes are taken from the system for so many ids at once: asking for those of one takes longer than all else. */
const POOL_BYTES = 4_000;

const pool = () => perProcess("random-pool", () => ({ bytes: Buffer.alloc(0), at: 0 }));

/** `length` random bytes that nobody else gets. */
function random(length: number): Buffer {
  const all = pool();
  if (all.at + length > all.bytes.length) Object.assign(all, { bytes: randomBytes(POOL_BYTES), at: 0 });
  all.at += length;
  return all.bytes.subarray(all.at - length, all.at);
}

/** Of 80 random bits the upper and the lower half: numbers are exact that far, and big integers are slow. */
const HALF = 2 ** 40;
const lastId = () => perProcess("last-id", () => ({ ms: 0, time: "", upper: 0, lower: 0 }));

/** Two digits each, since a sync makes ids by the thousand. */
const PAIRS = Array.from({ length: 1024 }, (_, n) => DIGITS.charAt(n >> 5) + DIGITS.charAt(n & 31));

function digits(value: number, length: number): string {
  let text = "";
  for (let left = value; text.length < length; left = Math.floor(left / 1024))
    text = `${PAIRS[left % 1024]}${text}`;
  return text;
}

/** The digits of base 32 as JavaScript writes them, from "i" on, and ours in their place. */
const OTHER_DIGIT = new Map(
  Array.from("ijklmnopqrstuv", (digit, index) => [digit, DIGITS.charAt(18 + index)]),
);

const encode = (value: bigint, length: number): string =>
  value
    .toString(32)
    .slice(-length)
    .padStart(length, "0")
    .replace(/[i-v]/g, (digit) => OTHER_DIGIT.get(digit) ?? digit);

/**
 * A new id: 26 characters, safe in a URL, 80 random bits. Ids of one process sort in the order they were made, even
 * within a millisecond or when the clock is set back.
 */
export function newId(): string {
  const last = lastId();
  const now = Date.now();
  if (now > last.ms) {
    last.ms = now;
    last.time = digits(now, TIME_DIGITS);
    const bytes = random(RANDOM_BYTES);
    // The top bit stays free, so counting up within a millisecond never overflows.
    last.upper = bytes.readUIntBE(0, 5) % (HALF / 2);
    last.lower = bytes.readUIntBE(5, 5);
  } else {
    last.lower += 1 + random(4).readUInt32BE();
    if (last.lower >= HALF) {
      last.lower -= HALF;
      last.upper += 1;
    }
  }
  return last.time + digits(last.upper, 8) + digits(last.lower, 8);
}

/** The id of what a user makes with this submission key: sent again, it is the same row. A new one without a key. */
export const idOfKey = (userId: string, key: string | undefined): string =>
  key === undefined
    ? newId()
    : encode(BigInt(`0x${createHash("sha256").update(`${userId} ${key}`).digest("hex")}`), TIME_DIGITS + 16);

let latest = { ms: 0, text: "" };

/** Now, as the store keeps times: `2026-01-31T09:30:00.000Z`. */
export function nowIso(): string {
  const ms = Date.now();
  // Asked for each row of a page: to write a time out costs more than all else of it.
  if (ms !== latest.ms) latest = { ms, text: new Date(ms).toISOString() };
  return latest.text;
}
