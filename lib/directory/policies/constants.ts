/** The policy that is always there. */
export const DEFAULT_POLICY = "default";
/** A secret with this many days left, or fewer, is due. */
export const DUE_DAYS = 14;
export const MAX_DAYS = 3_650;
/** After how many days a stored token is old, unless the policy says otherwise. */
export const TOKEN_DAYS = 180;
/** More would make the query that decides about every secret too long. */
export const MAX_POLICIES = 200;
