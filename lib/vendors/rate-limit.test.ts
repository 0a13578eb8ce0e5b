import { describe, expect, it } from "vitest";
import { backoffMs, rateLimitWaitMs } from "./rate-limit.ts";

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
