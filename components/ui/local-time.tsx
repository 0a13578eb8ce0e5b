"use client";

import { bothTimes, calendarTime, clockTime, dayTime, shortTime } from "#components/ui/clock.ts";
import { useNow } from "#components/ui/now.tsx";
import { useZone } from "#components/ui/zone.tsx";

/**
 * A moment in the reader's own time zone, with UTC on hover. `short`: the clock today, else the day too. `clock`: with
 * seconds, where the day is known. `calendar`: whole. `day`: with the weekday.
 */
export function LocalTime({ at, as = "short" }: { at: string; as?: "short" | "clock" | "calendar" | "day" }) {
  const now = useNow();
  const zone = useZone();
  const text =
    as === "short"
      ? shortTime(at, now, zone)
      : as === "day"
        ? dayTime(at, now, zone)
        : as === "clock"
          ? clockTime(at, zone)
          : calendarTime(at, zone);
  return (
    <time dateTime={at} title={bothTimes(at, zone)}>
      {text}
    </time>
  );
}
