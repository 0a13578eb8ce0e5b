import { z } from "zod";
import type { ApprovalPlan } from "#lib/changes/approvals/schema.ts";
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

/** What running one by hand led to; "changed": another plan by now, to be looked at. */
export type RunAnswer = { status: "started"; batchId: string } | { status: "changed" };

/** A schedule as its page shows it. */
export type ScheduleShown = {
  id: string;
  kind: ScheduleKind;
  name: string;
  state: ScheduleState;
  dueAt: string;
  at: At;
  /** "Fri 4 Dec, 18:00 (Europe/Berlin)" */
  when: string;
  reason?: string;
  by: string;
  byEmail?: string;
  createdAt: string;
  size: number;
  isMine: boolean;
  batchId?: string;
  /** The request that it waits for, and how that stands. */
  approval?: { id: string; state: string };
  /** Of one that waits: what is left of it, planned anew. */
  plan?: ApprovalPlan;
  /** Why lines were held, by their titles. */
  heldLines: { title: string; reason: string }[];
};
