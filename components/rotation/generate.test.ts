import { describe, expect, it } from "vitest";
import {
  ALPHABET_NAMES,
  ALPHABETS,
  generateValue,
  lengthOf,
  strengthBits,
} from "#components/rotation/generate.ts";

describe("generateValue", () => {
  it("has 32 characters, as many as asked for, and never under 20", () => {
    expect(generateValue()).toHaveLength(32);
    expect(generateValue(64)).toHaveLength(64);
    expect(generateValue(3)).toHaveLength(20);
  });
  it.each(ALPHABET_NAMES)("draws every character of %s about equally often", (alphabet) => {
    const { signs } = ALPHABETS[alphabet];
    const counts = new Map<string, number>();
    for (const char of Array.from({ length: 400 }, () => generateValue(512, alphabet)).join(""))
      counts.set(char, (counts.get(char) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual([...signs].sort());
    const expected = (400 * 512) / signs.length;
    // Eight standard deviations: a bias of a modulo would be far outside, chance never.
    for (const count of counts.values())
      expect(Math.abs(count - expected)).toBeLessThan(8 * Math.sqrt(expected));
  });
  it("says how strong it is, in whole bits", () => {
    expect(strengthBits(32, "url")).toBe(192);
    expect(strengthBits(20, "hex")).toBe(80);
    expect(strengthBits(32, "letters")).toBe(190);
  });
  it.each([
    ["", 32],
    ["abc", 32],
    ["19", 20],
    ["-4", 20],
    ["48.9", 48],
    ["99999", 512],
  ])("reads the length %j as %d", (typed, length) => {
    expect(lengthOf(typed)).toBe(length);
  });
});
