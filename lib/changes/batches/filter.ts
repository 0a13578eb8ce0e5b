import { CHANGE_STATES } from "#lib/core/change-names.ts";
import { type FilterOf, oneOf, type Place } from "#lib/core/filter/fields.ts";

/** "scheduled" and "held": it waits for its time, or for a person, and nothing of it has begun. */
export const BATCH_STATES = ["scheduled", "held", "running", "paused", "cancelled", "finished"] as const;

/** The filter of batches, and that of one batch's changes. Each is one column of its table. */
export const BATCH_FIELDS = { state: oneOf(BATCH_STATES) };
export const BATCH_CHANGE_FIELDS = { outcome: oneOf(CHANGE_STATES) };
export type BatchFilter = FilterOf<typeof BATCH_FIELDS> & Place;
export type BatchChangeFilter = FilterOf<typeof BATCH_CHANGE_FIELDS> & Place;

/** Whether a batch's changes that were already so are left out of its rows, and said in one line: a few among others are. */
export const foldsSkipped = (skipped: number, size: number): boolean => skipped > 1 && skipped < size;
