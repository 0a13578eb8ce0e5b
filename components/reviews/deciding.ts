import type { ReviewItem } from "#lib/changes/reviews/schema.ts";

/** A row as the browser has it: a decision shows at once, and is pending until the server has it. */
export type DecidingItem = ReviewItem & { isPending?: true };
