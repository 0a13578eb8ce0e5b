import { globSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { afterEach, expect, it, vi } from "vitest";
import { wallClock } from "#components/ui/wall-clock.ts";

afterEach(() => vi.unstubAllGlobals());

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "Asia/Kolkata",
  "America/St_Johns",
  "Australia/Lord_Howe",
  "Etc/GMT+12",
];
const moments = fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2060, 0) });

it("says the same with Temporal and without, down to the second", () => {
  fc.assert(
    fc.property(moments, fc.constantFrom(...ZONES), (atMs, zone) => {
      vi.unstubAllGlobals();
      const byIntl = wallClock(atMs, zone);
      vi.stubGlobal("Temporal", Temporal);
      expect(wallClock(atMs, zone)).toEqual(byIntl);
    }),
  );
});

it("knows no zone that is none, either way", () => {
  expect(() => wallClock(0, "Mars/Olympus")).toThrow(RangeError);
  vi.stubGlobal("Temporal", Temporal);
  expect(() => wallClock(0, "Mars/Olympus")).toThrow(RangeError);
});

it("is the one place in which a page asks Intl for the time", () => {
  const pages = globSync("{app,components}/**/*.{ts,tsx}").filter((file) => !/\.test\.tsx?$/.test(file));
  expect(pages.length).toBeGreaterThan(100);
  const asking = pages.filter((file) => readFileSync(file, "utf8").includes("Intl.DateTimeFormat"));
  expect(asking).toEqual(["components/ui/wall-clock.ts"]);
});
