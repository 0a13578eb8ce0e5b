import { describe, expect, it } from "vitest";
import {
  bothTimes,
  calendarTime,
  clockTime,
  dayOrClock,
  dayTime,
  exactTime,
  shortTime,
  timeAgo,
  timeInText,
  utcDay,
  utcWeekday,
} from "#components/ui/clock.ts";

const now = Date.parse("2026-11-21T14:00:00.000Z");
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();
const DAY = 86_400;

describe("timeAgo", () => {
  it.each([
    [-50, "just now", "just now"],
    [9, "just now", "just now"],
    [25, "just now", "20 seconds ago"],
    [60, "1 min ago", "1 minute ago"],
    [59 * 60, "59 min ago", "59 minutes ago"],
    [3600, "1 h ago", "1 hour ago"],
    [DAY, "yesterday", "yesterday"],
    [2 * DAY, "2 d ago", "2 days ago"],
    [29 * DAY, "29 d ago", "29 days ago"],
    [30 * DAY, "1 mo ago", "1 month ago"],
    [364 * DAY, "11 mo ago", "11 months ago"],
    [365 * DAY, "1 y ago", "1 year ago"],
    [5 * 366 * DAY, "5 y ago", "5 years ago"],
  ])("%d seconds", (seconds, short, long) => {
    expect(timeAgo(ago(seconds), now)).toBe(short);
    expect(timeAgo(ago(seconds), now, true)).toBe(long);
  });
  it("degrades for a time that is none", () => {
    expect(timeAgo("soon", now)).toBe("–");
    expect(exactTime("soon")).toBe("soon");
  });
  it("is exact in UTC", () => {
    expect(exactTime("2026-11-21T14:00:31.000Z")).toBe("2026-11-21 14:00:31 UTC");
    expect(calendarTime("2024-03-05T00:20:30.000+02:00", "UTC")).toBe("4 Mar 2024, 22:20");
    expect(calendarTime("soon", "UTC")).toBe("soon");
    expect(bothTimes("2026-11-21T14:00:31.000Z", "UTC")).toBe("2026-11-21 14:00:31 UTC");
  });
  it("is a day in UTC", () => {
    expect(utcDay("2026-11-21T23:59:59.000Z")).toBe("21 Nov 2026");
    expect(utcWeekday("2026-01-05")).toBe("Mon 5 Jan");
    expect([utcDay("soon"), utcWeekday("soon")]).toEqual(["soon", "soon"]);
  });
  it("is the reader's own, in summer and winter, with UTC beside it", () => {
    const at = "2026-11-21T23:30:31.000Z";
    expect(calendarTime(at, "Europe/Berlin")).toBe("22 Nov 2026, 00:30");
    expect(calendarTime("2026-07-21T12:00:00.000Z", "Europe/Berlin")).toBe("21 Jul 2026, 14:00");
    expect(clockTime(at, "Asia/Kolkata")).toBe("05:00:31");
    expect(bothTimes(at, "Europe/Berlin")).toBe(
      "22 Nov 2026, 00:30 (Europe/Berlin)\n2026-11-21 23:30:31 UTC",
    );
    expect(timeInText(at, "Europe/Berlin")).toBe("22 Nov 2026, 00:30 (21 Nov 23:30 UTC)");
    expect(timeInText(at, "Europe/London")).toBe("21 Nov 2026, 23:30 (23:30 UTC)");
  });
  it("leaves out of a short time what today's reader knows, by the day where they are", () => {
    const late = "2026-11-20T23:30:00.000Z";
    expect(dayOrClock(late, now, "UTC")).toBe("20 Nov");
    expect(dayOrClock(late, now, "Europe/Berlin")).toBe("00:30");
    expect(dayOrClock("2027-01-01T08:05:00.000Z", now, "UTC")).toBe("1 Jan 2027");
    expect(dayTime(late, now, "UTC")).toBe("Fri 20 Nov, 23:30");
    expect(dayTime(late, now, "Europe/Berlin")).toBe("Sat 21 Nov, 00:30");
    expect(dayTime("2027-01-01T08:05:00.000Z", now, "UTC")).toBe("Fri 1 Jan 2027, 08:05");
    expect(dayTime("soon", now, "UTC")).toBe("soon");
    expect(shortTime(late, now, "UTC")).toBe("20 Nov 23:30");
    expect(shortTime(late, now, "Europe/Berlin")).toBe("00:30");
    expect(shortTime("2025-12-31T23:30:00.000Z", now, "UTC")).toBe("31 Dec 2025");
    expect(shortTime("2025-12-31T23:30:00.000Z", now, "Asia/Tokyo")).toBe("1 Jan 08:30");
    expect(shortTime("soon", now, "UTC")).toBe("soon");
  });
});
