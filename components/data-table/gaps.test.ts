import { describe, expect, it } from "vitest";
import { slotsFor } from "#components/data-table/gaps.ts";

const height = (slots: ReturnType<typeof slotsFor>) =>
  slots.reduce((sum, slot) => sum + ("row" in slot ? 1 : slot.gap), 0);

describe("slotsFor", () => {
  it("fills what is not rendered with gaps", () => {
    expect(slotsFor([2, 3], 6, undefined)).toEqual([
      { gap: 2, before: 2 },
      { row: 2 },
      { row: 3 },
      { gap: 2, before: 6 },
    ]);
  });
  it("keeps the focused row above and below the window", () => {
    expect(slotsFor([4, 5], 9, 1)).toEqual([
      { gap: 1, before: 1 },
      { row: 1 },
      { gap: 2, before: 4 },
      { row: 4 },
      { row: 5 },
      { gap: 3, before: 9 },
    ]);
    expect(height(slotsFor([4, 5], 9, 8))).toBe(9);
  });
  it("ignores indexes beyond a list that became shorter", () => {
    expect(slotsFor([40, 41], 3, 99)).toEqual([{ gap: 3, before: 3 }]);
    expect(slotsFor([], 0, 0)).toEqual([]);
  });
});
