import type { CHANGE_STATES } from "#lib/core/change-names.ts";
import { id } from "#lib/core/filter/fields.ts";
import { filterSchema } from "#lib/core/filter/schema.ts";
import { ACTIVITY_FIELDS, type ACTIVITY_OUTCOMES } from "#lib/directory/activity/filter.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

export type ActivityOutcome = (typeof ACTIVITY_OUTCOMES)[number];

/** A piece of a sentence: plain words, a name to stress, or a secret's name. `personId`: whose page shows them. */
export type Words = { text: string; as?: "name" | "code"; personId?: string };

/** A change that was done, as far as taking it back goes. */
export type Undoable = {
  changeId: string;
  /** Why it cannot be taken back; without it, it can be planned. */
  why?: string;
  /** It was taken back. */
  isUndone?: true;
};

/** One line of the activity page: who did what to whom, when, and how it ended. */
export type ActivityRow = {
  id: string;
  /** Its place in the audit log; what a sync saw has none. */
  seq?: number;
  at: string;
  who: { name: string; email?: string; kind: "user" | "system" | "nobody" | "outside" };
  what: Words[];
  /** E-mail of the person it is about. */
  subjectEmail?: string;
  /** Everybody whom it is about besides: the people of a new team. */
  people?: string[];
  /** Before → after, where the event has them. */
  before?: string;
  after?: string;
  where?: { name: string; vendor?: VendorId; teamId?: string };
  outcome: ActivityOutcome;
  /** Why it failed, in the vendor's or our words. */
  reason?: string;
  /** Address it came from. */
  address?: string;
  /** The batch that it was a part of. `skipped`: it was already so, as were so many of it in all. */
  batch?: { id: string; skipped?: number } | undefined;
  undo?: Undoable;
  /** It took an earlier change back. */
  isUndo?: true;
};

/** Newest first; `next` is there when older ones follow. */
export type ActivityPage = { rows: ActivityRow[]; next?: string };

export const activityFilterSchema = filterSchema({ ...ACTIVITY_FIELDS, before: id(200) });

/** Every state of a change is an outcome that the log can show, but for one that has not begun. */
export const outcomeOfChange = (state: (typeof CHANGE_STATES)[number]): ActivityOutcome =>
  state === "pending" ? "running" : state;
