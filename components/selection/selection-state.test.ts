import { describe, expect, it } from "vitest";
import { countSelected, EVERYTHING, isSelected, NOTHING, withSelected } from "./selection-state.ts";

describe("a selection", () => {
  it("adds and takes ids", () => {
    const some = withSelected(NOTHING, ["a", "b", "c"], true);
    const fewer = withSelected(some, ["b"], false);
    expect([...fewer.ids]).toEqual(["a", "c"]);
    expect(countSelected(fewer, 100)).toBe(2);
    expect([isSelected(fewer, "a"), isSelected(fewer, "b")]).toEqual([true, false]);
  });
  it("of everything is everything but the exceptions", () => {
    const most = withSelected(EVERYTHING, ["x", "y"], false);
    expect(countSelected(most, 100)).toBe(98);
    expect([isSelected(most, "x"), isSelected(most, "z")]).toEqual([false, true]);
    const again = withSelected(most, ["x"], true);
    expect([...again.except]).toEqual(["y"]);
    expect(countSelected(again, 100)).toBe(99);
  });
  it("never counts below nothing", () => {
    expect(countSelected(withSelected(EVERYTHING, ["x", "y"], false), 1)).toBe(0);
  });
});
