/** Deliveries that may wait for one webhook; events beyond that are counted and dropped. */
export const MAX_QUEUED = 500;
/** Ended deliveries that the log keeps for each webhook. */
export const KEPT_ENDED = 100;
export const TIMEOUT_MS = 10_000;
export const FIRST_RETRY_MS = 30_000;
/** After that long nothing is tried again. */
export const GIVE_UP_MS = 24 * 3_600_000;
