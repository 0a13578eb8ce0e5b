import { describe, expect, it } from "vitest";
import { safeReturnTo, signInPath } from "./return-to.ts";

describe("where signing in leads back to", () => {
  it.each([
    ["/teams", "/teams"],
    ["/teams/1/members?q=a%20b#x", "/teams/1/members?q=a%20b#x"],
    ["/teams/../secrets", "/secrets"],
    ["/", "/"],
  ])("keeps %s", (given, wanted) => expect(safeReturnTo(given)).toBe(wanted));

  it.each([
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/%2e//evil.example",
    "/a/..//evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/\n/evil.example",
    " /teams",
    "teams",
    "",
    "/sign-in",
    "/sign-in?returnTo=/sign-in",
    "/api/teams",
    `/${"a".repeat(3000)}`,
    undefined,
    null,
    ["/teams"],
    7,
  ])("sends %j home", (given) => expect(safeReturnTo(given)).toBe("/"));

  it("is on this origin whatever a browser makes of it", () => {
    for (const given of ["/.//evil.example", "/a/..//evil.example", "/;//evil.example", "/%5cevil.example"]) {
      expect(new URL(safeReturnTo(given), "https://rollcall.example").origin).toBe(
        "https://rollcall.example",
      );
    }
  });

  it("is carried by the sign-in page's address", () => {
    expect(signInPath("/teams?q=a&b=c")).toBe("/sign-in?returnTo=%2Fteams%3Fq%3Da%26b%3Dc");
    expect(signInPath("//evil.example")).toBe("/sign-in");
  });
});
