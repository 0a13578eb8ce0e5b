import { globSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { grouped } from "#lib/core/grouped.ts";

it("writes an integer as Intl does", () => {
  fc.assert(fc.property(fc.maxSafeInteger(), (n) => grouped(n) === n.toLocaleString("en")));
  for (const n of [0, 7, 100, 999, 1_000, 99_999, 1_234_567, -1, -1_000])
    expect(grouped(n)).toBe(n.toLocaleString("en"));
});

it("is how every page writes a number", () => {
  const pages = globSync("{app,components}/**/*.{ts,tsx}").filter((file) => !/\.test\.tsx?$/.test(file));
  expect(pages.length).toBeGreaterThan(100);
  expect(pages.filter((file) => readFileSync(file, "utf8").includes('.toLocaleString("en")'))).toEqual([]);
});
