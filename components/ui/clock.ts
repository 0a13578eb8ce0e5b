import { two, wallClock } from "#components/ui/wall-clock.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "3 min ago", "2 d ago", "5 y ago"; spelled out with `isLong`. `at` and `nowMs` in UTC; the future counts as now. */
export function timeAgo(at: string, nowMs: number, isLong = false): string {
  const seconds = Math.max(0, Math.floor((nowMs - Date.parse(at)) / 1000));
  if (!Number.isFinite(seconds)) return "–";
  const say = (count: number, short: string, long: string) =>
    isLong ? `${count} ${long}${count === 1 ? "" : "s"} ago` : `${count} ${short} ago`;
  if (seconds < 10) return "just now";
  if (seconds < MINUTE) return isLong ? say(Math.floor(seconds / 10) * 10, "s", "second") : "just now";
  if (seconds < HOUR) return say(Math.floor(seconds / MINUTE), "min", "minute");
  if (seconds < DAY) return say(Math.floor(seconds / HOUR), "h", "hour");
  const days = Math.floor(seconds / DAY);
  if (days === 1) return "yesterday";
  if (days < 30) return say(days, "d", "day");
  if (days < 365) return say(Math.max(1, Math.floor(days / 30.44)), "mo", "month");
  return say(Math.floor(days / 365.25) || 1, "y", "year");
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

type Parts = { day: string; year: string; clock: string; seconds: string };

/** "21 Nov", "2026", "14:00", "31" of a moment in a zone; undefined for what is no time. */
function partsOf(at: string | number, zone: string): Parts | undefined {
  const atMs = new Date(at).getTime();
  if (Number.isNaN(atMs)) return undefined;
  const { year, month, day, hour, minute, second } = wallClock(atMs, zone);
  return {
    day: `${day} ${MONTHS[month - 1] ?? ""}`,
    year: String(year),
    clock: `${two(hour)}:${two(minute)}`,
    seconds: two(second),
  };
}

/** "21 Nov 2026, 14:00": for reading, where there is room. */
export function calendarTime(at: string, zone: string): string {
  const parts = partsOf(at, zone);
  return parts ? `${parts.day} ${parts.year}, ${parts.clock}` : at;
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
const weekdayOf = ({ day, year }: Parts) => DAYS[new Date(`${day} ${year} UTC`).getUTCDay()];

/** "Fri 4 Dec, 18:00", with its year where that is another one: for what is to come. */
export function dayTime(at: string, nowMs: number, zone: string): string {
  const parts = partsOf(at, zone);
  if (!parts) return at;
  const year = parts.year === partsOf(nowMs, zone)?.year ? "" : ` ${parts.year}`;
  return `${weekdayOf(parts)} ${parts.day}${year}, ${parts.clock}`;
}

/** "14:31" today, "19 Nov 16:09" this year, else "19 Nov 2024". */
export function shortTime(at: string, nowMs: number, zone: string): string {
  const parts = partsOf(at, zone);
  const now = partsOf(nowMs, zone);
  if (!parts || !now) return at;
  const { day, year, clock } = parts;
  if (year !== now.year) return `${day} ${year}`;
  return day === now.day ? clock : `${day} ${clock}`;
}

/** "18:00" today, else the day alone, where there is little room. */
export function dayOrClock(at: string, nowMs: number, zone: string): string {
  const text = shortTime(at, nowMs, zone);
  return /^\d+ \w+ \d\d:\d\d$/.test(text) ? text.slice(0, -6) : text;
}

/** "14:31:07" */
export function clockTime(at: string, zone: string): string {
  const parts = partsOf(at, zone);
  return parts ? `${parts.clock}:${parts.seconds}` : at;
}

/** "2026-11-21 14:00:31 UTC": the same text on the server and in every browser. */
export function exactTime(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** The reader's own time, and below it UTC: what stands on hover. */
export const bothTimes = (at: string, zone: string): string =>
  zone === "UTC" ? exactTime(at) : `${calendarTime(at, zone)} (${zone})\n${exactTime(at)}`;

/** "21 Nov 2026, 15:00 (14:00 UTC)": in a sentence, where nothing can be hovered. */
export function timeInText(at: string, zone: string): string {
  if (zone === "UTC") return exactTime(at);
  const own = partsOf(at, zone);
  const utc = partsOf(at, "UTC");
  if (!own || !utc) return at;
  const day = utc.day === own.day ? "" : `${utc.day} `;
  return `${own.day} ${own.year}, ${own.clock} (${day}${utc.clock} UTC)`;
}

/** "21 Nov 2026" of a moment in UTC: a token's limits count by that day. */
export function utcDay(at: string): string {
  const parts = partsOf(at, "UTC");
  return parts ? `${parts.day} ${parts.year}` : at;
}

/** "Sat 21 Nov" of "2026-11-21" */
export function utcWeekday(day: string): string {
  const at = `${day}T00:00:00.000Z`;
  const parts = partsOf(at, "UTC");
  return parts ? `${weekdayOf(parts)} ${parts.day}` : day;
}
