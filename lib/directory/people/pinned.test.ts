import { expect, it } from "vitest";
import { MAX_PINNED, PINNED_COOKIE, pinnedCookie, readPinned } from "#lib/directory/people/pinned.ts";

it("keeps ids of teams in a cookie, and takes nonsense for nothing", () => {
  const [pair = ""] = pinnedCookie(["a1", "b2"]).split(";");
  expect(pair).toBe(`${PINNED_COOKIE}=a1.b2`);
  expect(readPinned(pair.split("=")[1])).toEqual(["a1", "b2"]);
  expect(readPinned(undefined)).toEqual([]);
  expect(readPinned("a1.a1..<b>.c'd")).toEqual(["a1"]);
  expect(readPinned(Array.from({ length: 40 }, (_, at) => `t${at}`).join("."))).toHaveLength(MAX_PINNED);
  expect(pinnedCookie([])).toContain("max-age=0");
});
