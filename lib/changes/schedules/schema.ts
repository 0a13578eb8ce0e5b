import { z } from "zod";
import type { ApprovalPlan, ApprovalState } from "#lib/changes/approvals/schema.ts";
import { type At, atSchema } from "./at.ts";

const id = z.string().min(1).max(64);

export const scheduleIdSchema = z.strictObject({ id });
export const moveScheduleSchema = z.strictObject({ id, at: atSchema });
export const runScheduleSchema = z.strictObject({
  id,
  /** Of the plan that was looked at: another one by now is shown instead. */
  planDigest: z.string().min(1).max(128),
});

export type ScheduleKind = "batch" | "end";
export type ScheduleState = "scheduled" | "held" | "started" | "cancelled" | "ended";

export const deleteConnectionSchema = z.strictObject({
  id,
  /** What waits on it, as it was listed: more than that is looked at first. */
  falls: z.array(id).max(10_000).default([]),
});
/** What waits on a connection, and will never be done once that is deleted. */
export type Falling = { id: string; name: string; when: string };

/** What running one by hand led to; "changed": another plan by now, to be looked at. */
export type RunAnswer = { status: "started"; batchId: string } | { status: "changed" };

/** A schedule in a list of what comes up. */
export type ScheduleLine = {
  id: string;
  kind: ScheduleKind;
  name: string;
  state: ScheduleState;
  dueAt: string;
  /** "Fri 4 Dec, 18:00 (Europe/Berlin)" */
  when: string;
  at: At;
  reason?: string;
  by: string;
};

/** A schedule as its page shows it. */
export type ScheduleShown = ScheduleLine & {
  byEmail?: string;
  createdAt: string;
  size: number;
  isMine: boolean;
  batchId?: string;
  /** So late it began. */
  lateMinutes?: number;
  /** The request that it waits for, and how that stands. */
  approval?: { id: string; state: ApprovalState };
  /** Of one that waits: what is left of it, planned anew. */
  plan?: ApprovalPlan;
  /** Why lines were held, by their titles. */
  heldLines: { title: string; reason: string }[];
};
