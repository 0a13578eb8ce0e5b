/** Longest pause that a vendor's headers can cause, in milliseconds. */
export const RATE_LIMIT_CAP_MS = 120_000;

type HeaderReader = { get(name: string): string | null };

/**
 * How long a 429 asks to wait, in milliseconds, 0 to 2 minutes; undefined when its headers do not say.
 * `Retry-After` (seconds or an HTTP date) wins over `X-RateLimit-Reset` (UTC epoch seconds; milliseconds survive).
 * Times are compared with the answer's own `Date`, so a wrong clock on this machine does no harm.
 */
export function rateLimitWaitMs(headers: HeaderReader, nowMs: number): number | undefined {
  const serverNow = Date.parse(headers.get("date") ?? "");
  const now = Number.isNaN(serverNow) ? nowMs : serverNow;
  const wait =
    retryAfterMs(headers.get("retry-after"), now) ?? resetMs(headers.get("x-ratelimit-reset"), now);
  return wait === undefined ? undefined : Math.min(Math.max(wait, 0), RATE_LIMIT_CAP_MS);
}

/** What an answer says of the calls that are left: how many, and for how long they must last. */
export type Allowance = { remaining: number; limit: number | undefined; restMs: number };

/** `X-RateLimit-Remaining` and when it is filled up again; undefined where an answer does not say both. */
export function allowanceOf(headers: HeaderReader, nowMs: number): Allowance | undefined {
  const remaining = countIn(headers.get("x-ratelimit-remaining"));
  const serverNow = Date.parse(headers.get("date") ?? "");
  const restMs = resetMs(headers.get("x-ratelimit-reset"), Number.isNaN(serverNow) ? nowMs : serverNow);
  if (remaining === undefined || restMs === undefined) return undefined;
  const limit = countIn(headers.get("x-ratelimit-limit"));
  return { remaining, limit, restMs: Math.min(Math.max(restMs, 0), RATE_LIMIT_CAP_MS) };
}

const countIn = (value: string | null): number | undefined =>
  value !== null && /^\d{1,9}$/.test(value.trim()) ? Number(value) : undefined;

/** Fewer calls left than this, and they are spread over the time that they must last. */
const RESERVE = 10;
const RESERVE_SHARE = 0.1;

/**
 * Milliseconds between two starts so that what is left lasts until it is filled up again: 0 while there is plenty.
 * `underWay`: calls that were sent and may not be counted yet. Nothing left is a pause until then.
 */
export function gapMs({ remaining, limit = 0, restMs }: Allowance, underWay: number): number {
  const left = Math.max(remaining - underWay, 0);
  if (restMs === 0 || left >= Math.max(RESERVE, limit * RESERVE_SHARE)) return 0;
  return restMs / Math.max(left, 1);
}

function retryAfterMs(value: string | null, now: number): number | undefined {
  const text = value?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // Date.parse reads almost anything ("-5", "banana 1"); an HTTP date begins with a weekday.
  if (!/^[A-Z][a-z]{2,8},? /.test(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at - now;
}

function resetMs(value: string | null, now: number): number | undefined {
  const text = value?.trim() ?? "";
  if (!/^\d+(\.\d+)?$/.test(text)) return undefined;
  const number = Number(text);
  if (number < 1e8) return number * 1000; // no epoch of our time: seconds from now
  if (number < 1e11) return number * 1000 - now;
  return number - now;
}

/** The pause after the nth 429 in a row without usable headers: from `baseMs`, doubled each time, with jitter, capped. */
export function backoffMs(strike: number, baseMs: number, random: () => number): number {
  return Math.min(baseMs * 2 ** Math.min(strike - 1, 20) * (1 + random() / 4), RATE_LIMIT_CAP_MS);
}
