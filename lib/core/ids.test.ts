import { describe, expect, it, vi } from "vitest";
import { newId, nowIso } from "#lib/core/ids.ts";

describe("newId", () => {
  it("gives ids that are safe in a URL, unique, and sort in the order they were made", () => {
    const ids = Array.from({ length: 20_000 }, newId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(ids);
    for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
  });

  it("keeps the order when the clock is set back", () => {
    const before = newId();
    vi.useFakeTimers({ now: Date.now() - 86_400_000 });
    const after = newId();
    vi.useRealTimers();
    expect(after > before).toBe(true);
  });
});

describe("nowIso", () => {
  it("is UTC with milliseconds", () => {
    expect(nowIso()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });
});
