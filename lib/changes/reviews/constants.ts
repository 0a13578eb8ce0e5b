/** What stands beside a row for whoever decides, as bits of a column. */
export const HINTS = { idle: 1, outside: 2, admin: 4, temporary: 8, never: 16 } as const;
export type Hint = keyof typeof HINTS;
export const HINT_NAMES = ["idle", "outside", "admin", "temporary", "never"] as const satisfies Hint[];
export const HINT_WORDS: Record<Hint, string> = {
  idle: "Idle",
  outside: "Outside",
  admin: "Admin",
  temporary: "Temporary",
  never: "Never active",
};

/** Whoever was not active for so long is idle. */
export const IDLE_DAYS = 90;
/** Reminders before the due date, as bits of what was told: a week, a day, and at the date itself. */
export const REMINDERS = [
  { bit: 1, beforeMs: 7 * 86_400_000 },
  { bit: 2, beforeMs: 86_400_000 },
  { bit: 4, beforeMs: 0 },
] as const;
/** Of an own choice of teams, connections or rows. */
export const MAX_CHOSEN = 2_000;

export const REVIEW_STATES = ["reading", "open", "closing", "closed", "cancelled"] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];
export const REVIEW_STATE_WORDS: Record<ReviewState, string> = {
  reading: "Reading lists",
  open: "Open",
  closing: "Waits for approval",
  closed: "Closed",
  cancelled: "Cancelled",
};
export const DECISIONS = ["keep", "change", "remove"] as const;
export type Decision = (typeof DECISIONS)[number];

/** On a line of the plan about somebody of whom nobody decided. */
export const UNDECIDED_CODE = "REVIEW_UNDECIDED";
/** On a line about somebody whose role is another one than when the population was put down. */
export const CHANGED_CODE = "REVIEW_CHANGED";
