import { describe, expect, it } from "vitest";
import { calendarTime, exactTime, timeAgo } from "#components/ui/clock.ts";

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
    expect(exactTime("2026-11-21T14:00:31.000Z")).toBe("2026-11-21 14:00 UTC");
    expect(calendarTime("2024-03-05T00:20:30.000+02:00")).toBe("4 Mar 2024, 22:20 UTC");
    expect(calendarTime("soon")).toBe("soon");
  });
});
