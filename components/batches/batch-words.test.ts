import { expect, it } from "vitest";
import { timeLeft, troubleOf } from "#components/batches/batch-words.ts";

it.each([
  [1, "about 1 second left"],
  [40, "about 40 seconds left"],
  [119, "about 119 seconds left"],
  [120, "about 2 minutes left"],
  [7_200, "about 2 hours left"],
])("says %i seconds as %s", (seconds, words) => {
  expect(timeLeft(seconds)).toBe(words);
});

it("names what needs a look, and nothing else", () => {
  const counts = { pending: 1, running: 0, done: 5, failed: 2, skipped: 3, unknown: 1, cancelled: 0 };
  expect(troubleOf({ counts })).toBe("2 failed, 1 unknown");
  expect(troubleOf({ counts: { ...counts, failed: 0, unknown: 0 } })).toBe("");
});
