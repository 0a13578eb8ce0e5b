import "server-only";
import { instantOf, localTimeOf } from "#lib/core/local-time.ts";

/** How long the first thing waits for others to come with it. */
export const GATHER_MS = 10_000;
/** After a mail to somebody, the next one waits so long: what happens meanwhile is in one. */
export const APART_MS = 5 * 60_000;
/** An event that was in so many mails to somebody within `OFTEN_WITHIN_MS` is from then on in one an hour. */
export const OFTEN = 3;
export const OFTEN_WITHIN_MS = 3 * 3_600_000;
export const OFTEN_APART_MS = 3_600_000;
/** After so long nothing is tried again: what it tells is old. */
export const TOO_OLD_MS = 4 * 24 * 3_600_000;

const DIGEST_AT = "07:00";
const DAY_MS = 24 * 3_600_000;

/** When the next digest goes out: at seven in the morning by the clocks of a zone. */
export function digestTime(nowMs: number, zone: string): number {
  for (const ahead of [0, DAY_MS, 2 * DAY_MS]) {
    const { date } = localTimeOf(new Date(nowMs + ahead).toISOString(), zone);
    const at = Date.parse(instantOf({ date, time: DIGEST_AT, zone }));
    if (at > nowMs) return at;
  }
  return nowMs + DAY_MS;
}
