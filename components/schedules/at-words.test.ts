import { expect, it } from "vitest";
import { atWords, nowIn, wrongWith } from "./at-words.ts";

const NOW = Date.parse("2026-11-29T10:00:00.000Z");

it("says a time as people do", () => {
  expect(atWords({ date: "2026-12-04", time: "18:00", zone: "Europe/Berlin" })).toBe(
    "Fri 4 Dec, 18:00 (Europe/Berlin)",
  );
});

it("knows what clocks elsewhere show", () => {
  expect(nowIn("Asia/Tokyo", NOW)).toBe("2026-11-29T19:00");
  expect(nowIn("Mars/Olympus", NOW)).toBeUndefined();
  expect(nowIn("+02:00", NOW)).toBeUndefined();
});

it.each([
  [{ date: "2026-11-29", time: "10:30", zone: "UTC" }, {}],
  [{ date: "2026-11-29", time: "10:30", zone: "Asia/Tokyo" }, { time: "This time has passed" }],
  [{ date: "2026-11-29", time: "10:00", zone: "UTC" }, { time: "This time has passed" }],
  [{ date: "2026-11-29", time: "04:30", zone: "America/Los_Angeles" }, {}],
  [{ date: "2026-02-30", time: "10:30", zone: "UTC" }, { date: "Give a date" }],
  [
    { date: "", time: "", zone: "" },
    { date: "Give a date", time: "Give a time", zone: "There is no such time zone" },
  ],
])("%j: %j", (at, wrong) => {
  expect(wrongWith(at, NOW)).toEqual(wrong);
});
