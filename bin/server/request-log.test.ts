import { describe, expect, it } from "vitest";
import { loggedPath } from "./request-log.ts";

describe("an address in the log", () => {
  it.each([
    ["/teams?q=ana%40example.com", "/teams"],
    ["/join/s3cret-token", "/join/[token]"],
    ["/reset/s3cret/more?x=1", "/reset/[token]"],
    ["/stop/user.0.mac", "/stop/[token]"],
    ["/api/notices/stop/user.0.mac?page", "/api/notices/stop/[token]"],
    ["/api/calendar/s3cret.ics", "/api/calendar/[token]"],
    ["/teams/t1/members", "/teams/t1/members"],
    [`/${"x".repeat(10_000)}`, `/${"x".repeat(299)}`],
  ])("of %s is %s", (url, expected) => {
    expect(loggedPath(url)).toBe(expected);
  });
});
