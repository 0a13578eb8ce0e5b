import { grouped } from "#lib/core/grouped.ts";

const DAY_MS = 86_400_000;

/** Whole days since a time, never fewer than none; undefined where the time is not known. */
export const daysSince = (at: string | null | undefined, nowMs = Date.now()): number | undefined =>
  at === null || at === undefined ? undefined : Math.max(0, Math.floor((nowMs - Date.parse(at)) / DAY_MS));

/** "418 days old" */
export const ageWords = (days: number): string =>
  days === 0 ? "under a day" : days === 1 ? "1 day old" : `${grouped(days)} days old`;
