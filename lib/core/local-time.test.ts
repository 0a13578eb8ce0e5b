import { describe, expect, it } from "vitest";
import { instantOf, isDate, isTime, isZone, localTimeOf, localWords } from "#lib/core/local-time.ts";

describe("a local time", () => {
  it.each([
    ["in winter", "2026-12-04", "18:00", "Europe/Berlin", "2026-12-04T17:00:00.000Z"],
    ["in summer", "2026-07-03", "18:00", "Europe/Berlin", "2026-07-03T16:00:00.000Z"],
    ["before a change of summer time", "2027-03-27", "18:00", "Europe/Berlin", "2027-03-27T17:00:00.000Z"],
    ["after it", "2027-03-28", "18:00", "Europe/Berlin", "2027-03-28T16:00:00.000Z"],
    ["that is skipped", "2027-03-28", "02:00", "Europe/Berlin", "2027-03-28T01:00:00.000Z"],
    ["in the middle of what is skipped", "2027-03-28", "02:30", "Europe/Berlin", "2027-03-28T01:00:00.000Z"],
    ["right after what is skipped", "2027-03-28", "03:00", "Europe/Berlin", "2027-03-28T01:00:00.000Z"],
    ["that is there twice", "2026-10-25", "02:30", "Europe/Berlin", "2026-10-25T00:30:00.000Z"],
    ["right after what is there twice", "2026-10-25", "03:00", "Europe/Berlin", "2026-10-25T02:00:00.000Z"],
    ["skipped by half an hour", "2026-10-04", "02:10", "Australia/Lord_Howe", "2026-10-03T15:30:00.000Z"],
    ["of a day that a zone skipped", "2011-12-30", "12:00", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
    ["in the other hemisphere", "2026-12-04", "18:00", "America/Santiago", "2026-12-04T21:00:00.000Z"],
    ["in UTC", "2026-12-04", "18:00", "UTC", "2026-12-04T18:00:00.000Z"],
  ])("%s is one moment", (_, date, time, zone, instant) => {
    expect(instantOf({ date, time, zone })).toBe(instant);
  });

  it.each([
    ["2026-02-30", "18:00", "UTC"],
    ["2026-2-3", "18:00", "UTC"],
    ["2026-12-04", "24:00", "UTC"],
    ["2026-12-04", "6pm", "UTC"],
    ["2026-12-04", "18:00", "Mars/Olympus"],
    ["2026-12-04", "18:00", ""],
  ])("%s %s %s is none", (date, time, zone) => {
    expect(() => instantOf({ date, time, zone })).toThrow(RangeError);
  });

  it("is what the clocks there show", () => {
    const zone = "Europe/Berlin";
    expect(localTimeOf("2026-12-04T17:00:00.000Z", zone)).toEqual({
      date: "2026-12-04",
      time: "18:00",
      zone,
    });
  });

  it("is said in words, with the year where that is another one", () => {
    const now = "2026-11-29T10:00:00.000Z";
    expect(localWords("2026-12-04T17:00:00.000Z", "Europe/Berlin", now)).toBe(
      "Fri 4 Dec, 18:00 (Europe/Berlin)",
    );
    expect(localWords("2027-01-01T05:00:00.000Z", "UTC", now)).toBe("Fri 1 Jan 2027, 05:00 (UTC)");
    // New Year's Eve there, another year here.
    expect(localWords("2027-01-01T05:00:00.000Z", "America/Los_Angeles", now)).toBe(
      "Thu 31 Dec, 21:00 (America/Los_Angeles)",
    );
  });
});

it.each([
  ["Europe/Berlin", true],
  ["Asia/Calcutta", true],
  ["UTC", true],
  ["+02:00", false],
  ["Mars/Olympus", false],
  ["", false],
  ["x".repeat(5_000), false],
])("%s is a zone: %s", (zone, is) => {
  expect(isZone(zone)).toBe(is);
});

it("knows dates and times from other text", () => {
  expect(["2026-02-28", "2028-02-29", "2027-02-29", "2026-12-4", "tomorrow"].map(isDate)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(["00:00", "23:59", "24:00", "7:30", "18:00:00"].map(isTime)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
