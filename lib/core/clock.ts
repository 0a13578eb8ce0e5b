import "server-only";
import { readFileSync } from "node:fs";
import { env } from "#lib/core/env.ts";

/*
 * The clock that everything with a due time asks. Leases, sessions and rate limits go by the machine's own: they are about
 * this moment and not about a date.
 */

/** Milliseconds since 1970: the machine's clock, and in tests what the sandbox's switch has moved it by. */
export function nowMs(): number {
  const file = env().ROLLCALL_TEST_CLOCK;
  return Date.now() + (file ? movedBy(file) : 0);
}

/** The same as the store keeps times: `2026-01-31T09:30:00.000Z`. */
export const nowIsoByClock = (): string => new Date(nowMs()).toISOString();

function movedBy(file: string): number {
  try {
    const offsetMs = Number(readFileSync(/* turbopackIgnore: true */ file, "utf8"));
    return Number.isFinite(offsetMs) ? offsetMs : 0;
  } catch (error) {
    // Nobody has moved it yet.
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return 0;
    throw error;
  }
}
