import { type FilterOf, id, oneOf, search, whole } from "#lib/core/filter/fields.ts";
import { VENDOR_IDS } from "#lib/vendors/ids.ts";

export const ACTIVITY_OUTCOMES = [
  ...["done", "failed", "skipped", "unknown", "running", "cancelled"],
  // Of what a sync saw happen outside Rollcall.
  "seen",
] as const;
export const ACTIVITY_KINDS = [
  "member",
  "org",
  "team",
  "secret",
  "connection",
  "user",
  "session",
  "access",
  "policy",
  "webhook",
  "token",
  "audit",
  "read",
] as const;

/**
 * The filter of the activity. What each field asks of the log and of the syncs is in
 * `lib/insight/activity/filter-parts.ts`.
 */
export const ACTIVITY_FIELDS = {
  q: search(),
  /** A user's id, or "system". */
  who: id(),
  /** The token by which it was done: one's own, and anybody's for who manages tokens. */
  token: id(),
  what: oneOf(ACTIVITY_KINDS),
  outcome: oneOf(ACTIVITY_OUTCOMES),
  /** Last so many days. */
  days: whole(1, 3650),
  /** Through Rollcall, or at the vendor without it. */
  source: oneOf(["inside", "outside"]),
  team: id(),
  vendor: oneOf(VENDOR_IDS),
};
export type ActivityFilter = FilterOf<typeof ACTIVITY_FIELDS> & {
  /** `next` of the page before. */
  before?: string | undefined;
};
