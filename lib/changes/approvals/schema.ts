import { z } from "zod";
import { MAX_HOURS } from "#lib/changes/approvals/constants.ts";
import { MAX_BATCH } from "#lib/changes/constants.ts";
import type { Harm, PlanNote, PlannedChange } from "#lib/changes/schema.ts";
import { CHANGE_KINDS, type ChangeKindName } from "#lib/core/change-names.ts";

const id = z.string().min(1).max(64);

/** A kind of change that needs approval, and from more than how many at once. 0: always. */
export type ApprovalRule = { kind: ChangeKindName; above: number };

export const setRulesSchema = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        kind: z.enum(CHANGE_KINDS),
        above: z.coerce
          .number({ error: "Give a number" })
          .int("Give a whole number")
          .min(0, "At least 0")
          .max(MAX_BATCH),
      }),
    )
    .max(CHANGE_KINDS.length),
  hours: z.coerce
    .number({ error: "Give a number of hours" })
    .int("Give whole hours")
    .min(1, "At least 1 hour")
    .max(MAX_HOURS, `At most ${MAX_HOURS} hours`),
});
export type SetRules = z.infer<typeof setRulesSchema>;

export const approveSchema = z.strictObject({
  id,
  /** Of the plan that was looked at: another one by now is shown instead. */
  planDigest: z.string().min(1).max(128),
});
export const refuseSchema = z.strictObject({
  id,
  reason: z.string().trim().min(1, "Say why").max(300, "At most 300 characters"),
});
export const withdrawSchema = z.strictObject({ id });

export type ApprovalState = "pending" | "approved" | "refused" | "expired" | "withdrawn";

/** One line of a request: what it would do now, and what about it is otherwise than when it was asked for. */
type ApprovalLine = { now: PlannedChange; difference?: string };

/** A request as the page shows it. */
export type ApprovalRow = {
  id: string;
  /** What it does, in words made from its changes. */
  name: string;
  /** What whoever asked calls it, where that is something else. */
  called?: string;
  state: ApprovalState;
  askedBy: string;
  askedByEmail?: string;
  askedAt: string;
  expiresAt: string;
  /** Of what waits for a time besides: when that is, and its page. */
  scheduled?: { when: string; id: string };
  /** Until it expires; 0 for what has ended. */
  hoursLeft: number;
  size: number;
  /** Asked by who is looking, or by their token. */
  isMine: boolean;
  /** Whether who is looking may decide: of what they asked themselves, only where a token did and no rule wants another person. */
  mayDecide: boolean;
  decidedBy?: string;
  decidedByEmail?: string;
  decidedAt?: string;
  reason?: string;
  batchId?: string;
  /** Of one that waits: the plan as it is now. */
  plan?: ApprovalPlan;
};
export type ApprovalPlan =
  | { cannot: string }
  | {
      lines: ApprovalLine[];
      /** Lines that are not among these. */
      more: number;
      /** How many lines are otherwise than when it was asked for. */
      differences: number;
      apply: number;
      irreversible: number;
      /** The gravest of what would be done. */
      harm?: Harm;
      risks: PlanNote[];
      digest: string;
    };

/** What an approval led to. */
export type ApproveAnswer =
  | { status: "approved"; batchId: string }
  /** It waits for its time. */
  | { status: "scheduled"; scheduleId: string; dueAt: string }
  | { status: "changed" };
