import { type FilterOf, id, oneOf, ordered, type Place, search, whole } from "#lib/core/filter/fields.ts";

/** The filter of secrets, of a team's or of all. What each field means in SQL is in `filter-sql.ts`. */
export const SECRET_FIELDS = {
  q: search(),
  /** Rollcall's id of a team; of no meaning in a team's own list. */
  team: id(),
  /** Minimum age in days. */
  olderThan: whole(0, 36_500),
  /** due: its policy's limit is at most 14 days away. overdue: it is reached. */
  due: oneOf(["due", "overdue"]),
  inUse: oneOf(["yes", "no"]),
  ...ordered(["name", "team", "created", "modified", "age", "inUse"], "age", "desc"),
};
export type SecretFilter = FilterOf<typeof SECRET_FIELDS> & Place;
