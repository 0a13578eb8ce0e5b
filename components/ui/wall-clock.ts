/** What clocks on a wall show; `month` from 1. */
export type WallClock = Record<"year" | "month" | "day" | "hour" | "minute" | "second", number>;

/** "07" of 7, as clocks show it. */
export const two = (value: number): string => String(value).padStart(2, "0");

const formats = new Map<string, Intl.DateTimeFormat>();
function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const digits = "2-digit";
  const format = new Intl.DateTimeFormat("en-GB", {
    ...{ timeZone: zone, calendar: "gregory", numberingSystem: "latn", hourCycle: "h23" },
    ...{ year: "numeric", month: digits, day: digits, hour: digits, minute: digits, second: digits },
  });
  formats.set(zone, format);
  return format;
}

/**
 * What the clocks of a zone show at a moment. Where Temporal says it, a browser need not load its Intl, which holds up the first
 * page of a reader outside of UTC by some 70 ms. Throws RangeError for what is no zone or no moment.
 */
export function wallClock(atMs: number, zone: string): WallClock {
  if ("Temporal" in globalThis) {
    const { year, month, day, hour, minute, second } =
      Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone);
    return { year, month, day, hour, minute, second };
  }
  const parts = formatFor(zone).formatToParts(atMs);
  const of = (wanted: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find(({ type }) => type === wanted)?.value);
  return {
    ...{ year: of("year"), month: of("month"), day: of("day") },
    ...{ hour: of("hour"), minute: of("minute"), second: of("second") },
  };
}

/** The zone of the browser that this runs in; "UTC" where it names none. */
export const ownZone = (): string =>
  ("Temporal" in globalThis ? Temporal.Now.timeZoneId() : Intl.DateTimeFormat().resolvedOptions().timeZone) ||
  "UTC";
