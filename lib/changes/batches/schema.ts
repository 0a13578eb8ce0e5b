import { z } from "zod";
import { BATCH_CHANGE_FIELDS, BATCH_FIELDS, type BATCH_STATES } from "#lib/changes/batches/filter.ts";
import type { NamedPerson } from "#lib/changes/schema.ts";
import type { ChangeKindName, ChangeState } from "#lib/core/change-names.ts";
import { pagedSchema } from "#lib/core/filter/schema.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

export type BatchState = (typeof BATCH_STATES)[number];
export type StateCounts = Record<ChangeState, number>;

/** A batch as the table of batches shows it. */
export type BatchRow = {
  id: string;
  name: string;
  state: BatchState;
  size: number;
  counts: StateCounts;
  /** When the store was asked: of two answers the later one counts. */
  readAt: string;
  createdAt: string;
  finishedAt?: string;
  /** Who asked for it: name, else e-mail. */
  by: string;
};

/** How a batch stands, as its page asks every second. */
export type BatchProgress = BatchRow & {
  /** By how many changes ended lately; undefined where nothing did. */
  secondsLeft?: number;
  /** Connections whose vendor asked for a pause, and for how long yet. */
  waits: { label: string; vendor: VendorId; seconds: number }[];
  /** The batch that it takes back. */
  undoes?: { id: string; name: string };
  /** Batches that take it back. */
  undoneBy: { id: string; name: string }[];
  /** Failed changes that need a value to be tried again. */
  failedWithValue: number;
  /** Why the viewer may not try again what failed. */
  noRetry?: string;
};

/** A change as a batch's receipt tells it: on paper and in its files. */
export type ReceiptLine = {
  number: number;
  change: string;
  subject: string;
  email: string | null;
  team: string;
  vendor: string;
  before: string;
  after: string;
  people: readonly NamedPerson[];
  outcome: ChangeState;
  reason: string | null;
  code: string | null;
  began: string | null;
  ended: string | null;
  id: string;
};
/** Where the audit log tells of a batch: the numbers of the first and the last event, and the last one's hash. */
export type ReceiptTrail = { first: number; last: number; hash: string };
/** Which Rollcall a receipt is of, who took it, and when. */
export type ReceiptTaken = { instance: string; by: string; at: string };

/** A failed change that needs its secret's value to be tried again. */
export type ValueNeeded = { id: string; name: string; teamName: string };

/** One change of a batch, in a row. */
export type BatchChange = {
  id: string;
  seq: number;
  kind: ChangeKindName;
  state: ChangeState;
  title: string;
  subject: string;
  email?: string;
  /** Whose page shows them. */
  personId?: string;
  before: string;
  after: string;
  people?: NamedPerson[];
  teamName: string;
  vendor?: VendorId;
  teamId?: string;
  /** In words, of why it failed, was skipped, or is not known. */
  reason?: string;
  endedAt?: string;
};

export const batchFilterSchema = pagedSchema(BATCH_FIELDS);
export const batchChangeFilterSchema = pagedSchema(BATCH_CHANGE_FIELDS);

const batchId = z.string().min(1).max(64);
export const batchControlSchema = z.strictObject({ batchId });
export const batchRetrySchema = z.strictObject({
  batchId,
  /** New values of failed secrets, by the change's id; those without one stay failed. */
  values: z.record(z.string().max(64), z.string().min(1).max(8192)).optional(),
});
/** What a press on "Retry failed" did. */
export type RetryAnswer = { retried: number; left: number };
