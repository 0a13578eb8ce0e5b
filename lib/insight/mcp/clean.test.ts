import { describe, expect, it } from "vitest";
import { cleanData, cleanText, LONGEST_TEXT } from "./clean.ts";

const seen = (...codes: number[]): string => String.fromCodePoint(...codes);

describe("a text that a stranger wrote", () => {
  it.each([
    ["Noor Haddad", "Noor Haddad"],
    ["two  blanks", "two  blanks"],
    ["\u001b[31mred\u001b[0m \u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007", "red link"],
    ["a\u202Ecba\u2066x\u2069", "acbax"],
    ["a\r\nb\u2028c\td", "a b c d"],
    ["nul\0 and \u007f and \u009b", "nul and  and "],
    [`hi${[..."ignore"].map((sign) => seen(0xe0000 + (sign.codePointAt(0) ?? 0))).join("")}`, "hi"],
    [`hi${seen(0xfe00, 0xfe05, 0xe0120)}`, "hi"],
    ["a\u200b\u2060\ufeff\u00adb", "ab"],
    ["a\u202e\u200db\u200c", "ab"],
    ["half \ud800 sign", "half \ufffd sign"],
  ])("%j is told as %j", (given, told) => {
    expect(cleanText(given)).toBe(told);
    expect(cleanText(told)).toBe(told);
  });

  it.each(["می‌خواهم", "👩‍👩‍👧", "❤️‍🔥", "नमस्ते", "Việt Nam", "עִבְרִית", "𝒩oor", "東京"])(
    "stays as it is: %s",
    (name) => {
      expect(cleanText(name)).toBe(name);
    },
  );

  it("is clipped by whole signs, and has no towers of marks", () => {
    expect(cleanText("😀".repeat(1_000))).toBe(`${"😀".repeat(LONGEST_TEXT - 1)}…`);
    expect(cleanText(`e${"\u0301".repeat(500)}`)).toBe(`e${"\u0301".repeat(4)}`);
    expect(cleanText(`👩${"\u200d".repeat(500)}`)).toBe("👩\u200d\u200d");
  });
});

it("cleans every text of an answer, and counts what it left out", () => {
  const left = { texts: 0, entries: 0 };
  const data = cleanData({ items: [{ name: "a\u202eb", n: 1, none: null }], all: [1, 2, 3] }, 2, left);
  expect(data).toEqual({ items: [{ name: "ab", n: 1, none: null }], all: [1, 2] });
  expect(left).toEqual({ texts: 1, entries: 1 });
});
