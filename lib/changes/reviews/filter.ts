import { DECISIONS, HINT_NAMES } from "#lib/changes/reviews/constants.ts";
import { type FilterOf, id, oneOf, ordered, type Place, search } from "#lib/core/filter/fields.ts";

export const REVIEW_ITEM_SORTS = ["name", "team", "since", "lastActive", "decision"] as const;
/** The filter of a review's rows. What each field means in SQL is in `filter-sql.ts`. */
export const REVIEW_ITEM_FIELDS = {
  q: search(),
  /** Whose rows: one's own, of one reviewer by id, or those that need one. */
  of: id(),
  decision: oneOf(["none", ...DECISIONS]),
  hint: oneOf(HINT_NAMES),
  team: id(),
  ...ordered(REVIEW_ITEM_SORTS, "name"),
};
export type ReviewItemFilter = FilterOf<typeof REVIEW_ITEM_FIELDS> & Place;
/** Values of `of` that are nobody's id. */
export const MINE = "me";
export const NEEDS_REVIEWER = "nobody";
