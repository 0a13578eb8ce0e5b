/**
 * Rows are read again when their list's version grows, not when time passes; this only keeps a page that was left and
 * found again from showing rows of long ago. Rows that came with the page are not read again at once.
 */
export const ROWS_STALE_MS = 30_000;
/** How often an open page asks how its lists are: while a run writes, and otherwise. */
export const POLL_RUNNING_MS = 1_000;
export const POLL_QUIET_MS = 30_000;
