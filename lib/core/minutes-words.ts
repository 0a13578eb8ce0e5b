import { grouped } from "#lib/core/grouped.ts";

const DAY_MINUTES = 24 * 60;

/** "4 hours", "1 hour", "7 days", "90 minutes". */
export function minutesWords(minutes: number): string {
  const of = (n: number, unit: string): string => `${grouped(n)} ${unit}${n === 1 ? "" : "s"}`;
  if (minutes % DAY_MINUTES === 0) return of(minutes / DAY_MINUTES, "day");
  return minutes % 60 === 0 ? of(minutes / 60, "hour") : of(minutes, "minute");
}
