import { describe, expect, it } from "vitest";
import { emailKey, textKey } from "./text-key.ts";

describe("textKey", () => {
  it.each([
    ["Noor HADDAD", "noor haddad"],
    ["  two \t\n words ", "two words"],
    ["Straße", "strasse"],
    ["ﬁne Ａ", "fine a"],
    ["ΟΔΟΣ", "οδοσ"],
    ["a\0b\u0007c", "a b c"],
    ["e\u0301", "e"],
    ["Íñigo Łuczak", "inigo łuczak"],
    ["Й́", "и"],
    ["हिन्दी", "हिन्दी"],
  ])("levels %j to %j", (text, key) => {
    expect(textKey(text)).toBe(key);
  });

  it("is well-formed and clipped whatever it is given", () => {
    expect(textKey("\ud800x")).toBe("\ufffdx");
    expect(textKey(`${"a".repeat(255)}😀`)).toBe("a".repeat(255));
    expect(textKey("ﷺ".repeat(1_000)).length).toBeLessThanOrEqual(256);
    expect(textKey("ab".repeat(1_000))).toBe("ab".repeat(128));
    expect(textKey(`z${"\u0301".repeat(64_000)}`).length).toBeLessThanOrEqual(256);
  });

  it("gives the key of a key unchanged", () => {
    for (const text of ["Straße", "ŉ", "İstanbul", "ΌΣΟΣ", "ǅ"])
      expect(textKey(textKey(text))).toBe(textKey(text));
  });
});

describe("emailKey", () => {
  it("levels letter case and outer blanks", () => {
    expect(emailKey(" Noor.Haddad@Example.COM ")).toBe("noor.haddad@example.com");
    expect(emailKey("É@example.com")).toBe("é@example.com");
  });

  it.each([
    ["full-width letters", "ａdmin@example.com"],
    ["the Kelvin sign", "\u212Aim@example.com"],
    ["dotted capital I", "adm\u0130n@example.com"],
    ["dotless i", "adm\u0131n@example.com"],
    ["a zero-width space", "ad\u200bmin@example.com"],
    ["a long s", "\u017Fam@example.com"],
  ])("keeps %s another person", (_what, email) => {
    expect(["admin@example.com", "kim@example.com", "sam@example.com"]).not.toContain(emailKey(email));
  });

  it.each([
    null,
    undefined,
    "",
    "  ",
    "none",
    "a@",
    "@b",
    "a b@c",
    "a@b@c",
    `${"a".repeat(320)}@b.c`,
    "\ud800@b.c",
  ])("has no key for %j", (email) => {
    expect(emailKey(email)).toBeNull();
  });
});
