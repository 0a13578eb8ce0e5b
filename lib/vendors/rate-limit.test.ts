import { describe, expect, it } from "vitest";
import { allowanceOf, backoffMs, gapMs, rateLimitWaitMs } from "./rate-limit.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const wait = (headers: Record<string, string>) => rateLimitWaitMs(new Headers(headers), NOW);
const seconds = NOW / 1000;

describe("rateLimitWaitMs", () => {
  it.each<[Record<string, string>, number | undefined]>([
    [{ "retry-after": "7" }, 7000],
    [{ "retry-after": "0" }, 0],
    [{ "retry-after": "Sun, 01 Mar 2026 12:00:30 GMT" }, 30_000],
    [{ "retry-after": "Sun, 01 Mar 2026 11:00:00 GMT" }, 0],
    [{ "retry-after": "99999999999" }, 120_000],
    [{ "retry-after": "banana" }, undefined],
    [{ "retry-after": "-5" }, undefined],
    [{ "retry-after": "banana", "x-ratelimit-reset": `${seconds + 3}` }, 3000],
    [{ "retry-after": "2", "x-ratelimit-reset": `${seconds + 50}` }, 2000],
    [{ "x-ratelimit-reset": `${seconds + 10}` }, 10_000],
    [{ "x-ratelimit-reset": `${seconds - 60}` }, 0],
    [{ "x-ratelimit-reset": `${seconds + 31_536_000}` }, 120_000],
    [{ "x-ratelimit-reset": `${NOW + 4000}` }, 4000],
    [{ "x-ratelimit-reset": "15" }, 15_000],
    [{ "x-ratelimit-reset": "soon" }, undefined],
    [{}, undefined],
  ])("%j → %s", (headers, expected) => {
    expect(wait(headers)).toBe(expected);
  });

  it("goes by the vendor's clock where this machine's is a day off", () => {
    expect(
      wait({ date: "Mon, 02 Mar 2026 12:00:00 GMT", "x-ratelimit-reset": `${seconds + 86_400 + 5}` }),
    ).toBe(5000);
  });
});

describe("backoffMs", () => {
  it("doubles from a second up to two minutes, with jitter", () => {
    expect([1, 2, 3, 8, 99].map((strike) => backoffMs(strike, 1000, () => 0))).toEqual([
      1000, 2000, 4000, 120_000, 120_000,
    ]);
    expect(backoffMs(1, 1000, () => 1)).toBe(1250);
  });
});

describe("allowanceOf", () => {
  const read = (headers: Record<string, string>) => allowanceOf(new Headers(headers), NOW);
  const reset = { "x-ratelimit-reset": `${seconds + 10}` };

  it("says how many calls are left, and for how long", () => {
    expect(read({ ...reset, "x-ratelimit-remaining": "7", "x-ratelimit-limit": "100" })).toEqual({
      remaining: 7,
      limit: 100,
      restMs: 10_000,
    });
    expect(read({ ...reset, "x-ratelimit-remaining": "0" })).toMatchObject({ remaining: 0, restMs: 10_000 });
    expect(read({ "x-ratelimit-remaining": "3", "x-ratelimit-reset": `${seconds - 5}` })?.restMs).toBe(0);
    expect(read({ "x-ratelimit-remaining": "3", "x-ratelimit-reset": `${seconds + 9e6}` })?.restMs).toBe(
      120_000,
    );
  });

  it.each([
    {},
    reset,
    { "x-ratelimit-remaining": "3" },
    { ...reset, "x-ratelimit-remaining": "-1" },
    { ...reset, "x-ratelimit-remaining": "many" },
  ])("%j says nothing", (headers: Record<string, string>) => {
    expect(read(headers)).toBeUndefined();
  });
});

describe("gapMs", () => {
  it.each([
    ["plenty", { remaining: 50, limit: 100, restMs: 10_000 }, 0, 0],
    ["a tenth", { remaining: 99, limit: 1000, restMs: 9_900 }, 0, 100],
    ["the last few", { remaining: 4, limit: 100, restMs: 10_000 }, 0, 2_500],
    ["those under way may not be counted yet", { remaining: 4, limit: 100, restMs: 10_000 }, 2, 5_000],
    ["nothing left", { remaining: 0, limit: 100, restMs: 10_000 }, 0, 10_000],
    ["filled up again", { remaining: 0, limit: 100, restMs: 0 }, 0, 0],
  ] as const)("%s", (_name, allowance, underWay, expected) => {
    expect(gapMs(allowance, underWay)).toBe(expected);
  });
});
