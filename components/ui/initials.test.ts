import { describe, expect, it } from "vitest";
import { initials } from "#components/ui/initials.ts";

describe("initials", () => {
  it.each([
    ["Ingrid Aasen", "IA"],
    ["Amara Maria Okonkwo-Lindqvist", "AO"],
    ["佐藤 美咲", "佐"],
    ["أمينة بن يوسف", "أ"],
    ["Робърт „Боби“ Таблов", "РТ"],
    ["plato", "P"],
    ["  ", ""],
    ["42 !!", ""],
  ])("of %s are %s", (name, expected) => {
    expect(initials(name)).toBe(expected);
  });
});
