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

/** "21 Nov 2026, 14:00 UTC": for reading, where there is room. */
export function calendarTime(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const time = date.toISOString().slice(11, 16);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}, ${time} UTC`;
}

/** "2026-11-21 14:00 UTC": the same text on the server and in every browser. */
export function exactTime(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
