import "server-only";
import { readOn } from "#lib/changes/reviews/freeze.ts";
import { remindReviewers, repeatDue } from "#lib/changes/reviews/repeat.ts";

/** One round of what access reviews do by themselves: reading, reminding, and beginning the next quarter's. */
export async function tendReviews(signal?: AbortSignal): Promise<void> {
  await readOn(signal);
  await remindReviewers();
  await repeatDue();
}
