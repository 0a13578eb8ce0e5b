import { describe, expect, it } from "vitest";
import { readUrlState, writeUrlState } from "#components/data-table/url-state.ts";

const defaults = { q: "", sort: "name" };

describe("the state in the address", () => {
  it("reads what is there, and defaults for the rest", () => {
    expect(readUrlState(new URLSearchParams("q=a%26b&x=1"), defaults)).toEqual({ q: "a&b", sort: "name" });
    expect(readUrlState(new URLSearchParams("sort=age&sort=team"), defaults)).toEqual({ q: "", sort: "age" });
  });
  it("writes what differs from the default, and leaves what it does not know", () => {
    expect(writeUrlState("x=1&q=old", defaults, { q: "n & m" })).toBe("x=1&q=n+%26+m");
    expect(writeUrlState("q=old&sort=age", defaults, { q: "", sort: "name" })).toBe("");
    expect(writeUrlState("", defaults, { sort: "age" })).toBe("sort=age");
  });
});
