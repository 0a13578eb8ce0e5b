import { type FilterOf, id, oneOf, ordered, type Place, search } from "#lib/core/filter/fields.ts";
import { MEMBER_STATUSES, TEAM_ROLES } from "#lib/vendors/port.ts";

export const MEMBER_SORTS = ["name", "email", "role", "orgRole", "status", "joined", "lastActive"] as const;
/** The filter of a team's members. What each field means in SQL is in `filter-sql.ts`. */
export const MEMBER_FIELDS = {
  q: search(),
  role: oneOf(TEAM_ROLES),
  /** In the organization, in the vendor's word; "guest" is none. */
  orgRole: id(),
  status: oneOf(MEMBER_STATUSES),
  /** Only those whose role or membership has an end. */
  temporary: oneOf(["yes"]),
  ...ordered(MEMBER_SORTS, "name"),
};
export type MemberFilter = FilterOf<typeof MEMBER_FIELDS> & Place;
