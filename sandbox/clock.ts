import { renameSync, writeFileSync } from "node:fs";

/** What the clock of this process' sandboxes is moved by. One for all of them: dates are made in many places. */
let offsetMs = 0;

/** Now, as the vendors' servers would say. */
export const now = (): number => Date.now() + offsetMs;

export const nowIso = (): string => new Date(now()).toISOString();

/**
 * Sets what the clock is moved by, and says so in the file that a Rollcall reads it from (`ROLLCALL_TEST_CLOCK`), which
 * never sees half a number.
 */
export function moveTo(ms: number, file: string | undefined): void {
  if (!Number.isFinite(ms)) throw new Error("A clock is moved by a number of milliseconds");
  offsetMs = ms;
  if (file === undefined) return;
  writeFileSync(`${file}.new`, String(ms));
  renameSync(`${file}.new`, file);
}

/** What it is moved by. */
export const movedBy = (): number => offsetMs;
