import "server-only";
import { Temporal } from "temporal-polyfill";

/** A date and a time as a clock on the wall shows them, and where the wall is: `2026-12-04`, `18:00`, `Europe/Berlin`. */
export type LocalTime = { date: string; time: string; zone: string };

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Whether this is the name of a time zone: `Europe/Berlin`, `UTC`. Bare offsets such as `+02:00` are none: they know no summer. */
export function isZone(zone: string): boolean {
  if (zone.length === 0 || zone.length > 64 || /^[+-]/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
}

/** Whether this day is in the calendar, as `2026-12-04`. */
export const isDate = (date: string): boolean => DATE.test(date) && plainDate(date) !== undefined;

/** Whether this is a time of day, as `18:00`. */
export const isTime = (time: string): boolean => TIME.test(time);

function plainDate(date: string): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from(date, { overflow: "reject" });
  } catch {
    return undefined;
  }
}

/**
 * The moment at which the clocks of a zone show this, in UTC as the store keeps times. Where they skip it, the first moment
 * after the gap; where they show it twice, the first of both. Throws RangeError for what is no date, time or zone.
 */
export function instantOf({ date, time, zone }: LocalTime): string {
  if (!isDate(date) || !isTime(time) || !isZone(zone)) throw new RangeError("no local time");
  const wanted = Temporal.PlainDateTime.from(`${date}T${time}`);
  const found = wanted.toZonedDateTime(zone, { disambiguation: "compatible" });
  const isSkipped = !found.toPlainDateTime().equals(wanted);
  // The transition before a moment may not be that moment itself.
  const after = found.add({ nanoseconds: 1 });
  const at = isSkipped ? (after.getTimeZoneTransition("previous") ?? found) : found;
  return new Date(at.epochMilliseconds).toISOString();
}

/** What the clocks of a zone show at a moment. Throws RangeError for what is no zone. */
export function localTimeOf(at: string, zone: string): LocalTime {
  const there = Temporal.Instant.from(at).toZonedDateTimeISO(zone);
  return {
    date: there.toPlainDate().toString(),
    time: there.toPlainTime().toString({ smallestUnit: "minute" }),
    zone,
  };
}

/** A moment in words, by the clocks of a zone: "Fri 4 Dec, 18:00 (Europe/Berlin)"; with its year where that is another one. */
export function localWords(at: string, zone: string, now: string): string {
  const date = new Date(at);
  const yearOf = (moment: Date) => moment.toLocaleString("en-GB", { timeZone: zone, year: "numeric" });
  const year = yearOf(date) === yearOf(new Date(now)) ? {} : ({ year: "numeric" } as const);
  const format = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone: zone, weekday: "short", day: "numeric", month: "short" },
    ...{ ...year, hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  });
  const part = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  const day = [part.weekday, part.day, part.month, part.year].filter(Boolean).join(" ");
  return `${day}, ${part.hour}:${part.minute} (${zone})`;
}
