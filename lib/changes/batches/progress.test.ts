import { expect, it } from "vitest";
import { progressOf, progressWords } from "#lib/changes/batches/progress.ts";

const NONE = { pending: 0, running: 0, done: 0, failed: 0, skipped: 0, unknown: 0, cancelled: 0 };

it("does not call skipped lines progress, nor part of what is to be done", () => {
  const begun = { size: 12, counts: { ...NONE, skipped: 4, pending: 8 } };
  expect(progressOf(begun)).toEqual({ done: 0, of: 8 });
  const midway = { size: 12, counts: { ...NONE, skipped: 4, done: 4, failed: 1, running: 2, pending: 1 } };
  expect(progressWords(midway)).toBe("5 of 8");
  expect(progressOf({ size: 3, counts: { ...NONE, skipped: 3 } })).toEqual({ done: 0, of: 0 });
});

it("counts what was cancelled and what is unknown as over", () => {
  expect(progressWords({ size: 2_000, counts: { ...NONE, done: 1_998, cancelled: 1, unknown: 1 } })).toBe(
    "2,000 of 2,000",
  );
});
