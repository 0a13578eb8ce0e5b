import { describe, expect, it } from "vitest";
import { rowsInWindow, scrollFor } from "#components/data-table/window.ts";

describe("rowsInWindow", () => {
  it("takes the rows that stand in the window, and three more on either side", () => {
    expect(rowsInWindow({ top: 0, height: 280, rowPx: 28 })).toEqual({ first: 0, last: 12 });
    expect(rowsInWindow({ top: 2800, height: 280, rowPx: 28 })).toEqual({ first: 97, last: 112 });
    expect(rowsInWindow({ top: 2801, height: 280, rowPx: 28 })).toEqual({ first: 97, last: 113 });
  });
  it("begins at the first row while the list's top is further down", () => {
    expect(rowsInWindow({ top: -300, height: 800, rowPx: 60 })).toEqual({ first: 0, last: 11 });
    expect(rowsInWindow({ top: -900, height: 800, rowPx: 60 }).first).toBe(0);
  });
});

describe("scrollFor", () => {
  const window = { rowPx: 28, top: 280, height: 280 };
  it("moves only as far as needed", () => {
    expect(scrollFor({ ...window, index: 12 })).toBe(280);
    expect(scrollFor({ ...window, index: 9 })).toBe(252);
    expect(scrollFor({ ...window, index: 20 })).toBe(308);
  });
});
