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
