import { expect, it } from "vitest";
import { nameKey } from "./name-key.ts";

it("is the same for names that a reader takes for one", () => {
  const same = [
    "Robin Halden",
    "robin  halden",
    " ROBIN\u00a0HALDEN ",
    "Robin\u200b Halden",
    "Robin-Halden",
    "RobinHalden",
    "Robin Hálden",
    "Ｒｏｂｉｎ Ｈａｌｄｅｎ",
    "R\u043ebin H\u0430lden",
    "Rob\u0456n \u041dalden",
    "Robin\u3164Halden\ufe0f",
    "Rob\u0131n Halden",
    "Robin Ha1den",
    "R0bin HaIden",
    "Robin Halden\u202e",
    "Robin Halden.",
  ];
  expect(new Set(same.map(nameKey))).toEqual(new Set([nameKey("Robin Halden")]));
});

it("tells people apart whose names are read as others", () => {
  const others = [
    "Robin Halden",
    "Robin Holden",
    "Robin Halden 2",
    "Robin",
    "Halden Robin",
    "罗宾",
    "罗滨",
    "राम",
    "रमा",
    "🦊",
    "🐻",
  ];
  expect(new Set(others.map(nameKey)).size).toBe(others.length);
  expect(nameKey("")).toBe("");
});
