/** After so long it is said that something began late. */
export const LATE_MS = 15 * 60_000;
/** After so long it waits for a person. */
export const TOO_LATE_MS = 24 * 3_600_000;
