/** Changes that are sent one by one; a `source` can make more. */
export const MAX_CHANGES = 2_000;
/** Changes of one batch, however they are asked for. */
export const MAX_BATCH = 20_000;
/** Lines of a plan that one answer carries. */
export const PLAN_LINES = 200;
/** More irreversible changes than this are applied only once their number was typed. */
export const TYPED_OVER = 25;
/** Ids that a selection may name one by one; more than that is what a filter is for. */
export const MAX_PICKED = 2_000;

/** The warning of a roster that leaves out a large part of a team, or its last admin: it has a confirmation of its own. */
export const REMOVES_MANY = "REMOVES_MANY";
/** Longer batches are not waited for, and not answered change by change: they have a page. */
export const ANSWERED = 200;
