import { type FilterOf, id, oneOf, ordered, type Place, search, whole } from "#lib/core/filter/fields.ts";
import { VENDOR_IDS, type VendorId } from "#lib/vendors/ids.ts";
import { MEMBER_STATUSES, TEAM_ROLES } from "#lib/vendors/port.ts";

const only = (vendor: VendorId) => `only-${vendor}` as const;
const DAYS = whole(0, 3650);

/** The filter of people over all teams. What each field means in SQL is in `filter-sql.ts`. */
export const PERSON_FIELDS = {
  q: search(),
  /** On which vendor, on both, on one alone. */
  in: oneOf([...VENDOR_IDS, "both", "one", ...VENDOR_IDS.map(only)]),
  /** Rollcall's id of a team or of an organization's own list. */
  team: id(),
  /** In the team where one is given, else anywhere; "managing" is owner or admin of anything. */
  role: oneOf(["managing", ...TEAM_ROLES]),
  status: oneOf(MEMBER_STATUSES),
  /** Invited more than so many days ago, and still. */
  invited: DAYS,
  /** Last active more than so many days ago. Of whom that is not known, nothing is claimed. */
  inactive: DAYS,
  /** "unknown": nobody has told when they were active. */
  activity: oneOf(["unknown"]),
  /** Only those of whom a role or membership has an end; in the team where one is given. */
  temporary: oneOf(["yes"]),
  ...ordered(["name", "email", "role", "lastActive"], "name"),
};
export type PersonFilter = FilterOf<typeof PERSON_FIELDS> & Place;
