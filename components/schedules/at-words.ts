import { two, wallClock } from "#components/ui/wall-clock.ts";
import type { At } from "#lib/changes/schedules/at.ts";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** "Fri 4 Dec, 18:00 (Europe/Berlin)" */
export function atWords({ date, time, zone }: At): string {
  const day = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return `${date}, ${time} (${zone})`;
  const words = [DAYS[day.getUTCDay()], day.getUTCDate(), MONTHS[day.getUTCMonth()]].join(" ");
  return `${words}, ${time} (${zone})`;
}

/** What clocks of a zone show now, as `2026-12-04T18:00`; undefined where it is no zone. */
export function nowIn(zone: string, nowMs = Date.now()): string | undefined {
  try {
    if (zone.trim() === "" || /^[+-]/.test(zone)) return undefined;
    const { year, month, day, hour, minute } = wallClock(nowMs, zone);
    return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
  } catch {
    return undefined;
  }
}

/** What is wrong with a time that somebody typed, by the field; nothing where it is one to come. */
export function wrongWith({ date, time, zone }: At, nowMs = Date.now()): Partial<At> {
  const now = nowIn(zone, nowMs);
  const day = new Date(`${date}T00:00:00Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(date) && day.toJSON()?.startsWith(date);
  return {
    ...(isDay ? {} : { date: "Give a date" }),
    ...(/^([01]\d|2[0-3]):[0-5]\d$/.test(time) ? {} : { time: "Give a time" }),
    ...(now === undefined ? { zone: "There is no such time zone" } : {}),
    ...(now !== undefined && isDay && time && `${date}T${time}` <= now
      ? { time: "This time has passed" }
      : {}),
  };
}
