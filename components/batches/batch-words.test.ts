import { expect, it } from "vitest";
import { chipOf, timeLeft, troubleOf } from "#components/batches/batch-words.ts";

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

it("does not call a batch finished in which something failed, or of which something is not known", () => {
  const counts = { pending: 0, running: 0, done: 5, failed: 0, skipped: 1, unknown: 0, cancelled: 0 };
  expect(chipOf({ state: "finished", counts })).toEqual({ state: "done", word: "Finished" });
  expect(chipOf({ state: "finished", counts: { ...counts, failed: 2 } })).toEqual({
    state: "failed",
    word: "With failures",
  });
  expect(chipOf({ state: "finished", counts: { ...counts, unknown: 1 } }).state).toBe("unknown");
  expect(chipOf({ state: "running", counts: { ...counts, failed: 2 } }).state).toBe("running");
});
