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

const DIGEST_HOUR = 7;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** When the next digest goes out: at seven o'clock, UTC. */
export function digestTime(nowMs: number): number {
  const today = nowMs - (nowMs % DAY_MS) + DIGEST_HOUR * HOUR_MS;
  return today > nowMs ? today : today + DAY_MS;
}
