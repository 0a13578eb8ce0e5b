import { type FilterOf, id, oneOf, ordered, type Place, search } from "#lib/core/filter/fields.ts";
import { VENDOR_IDS } from "#lib/vendors/ids.ts";

/** The filter of the teams of all connections. What each field means in SQL is in `filter-sql.ts`. */
export const TEAM_FIELDS = {
  q: search(),
  vendor: oneOf(VENDOR_IDS),
  /** A vendor's user id: teams that this person manages, where the vendor can tell. */
  managedBy: id(600),
  ...ordered(["name", "vendor", "belongsTo", "members", "rights", "synced"], "name"),
};
export type TeamFilter = FilterOf<typeof TEAM_FIELDS> & Place;
