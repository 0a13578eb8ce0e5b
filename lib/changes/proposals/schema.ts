import { z } from "zod";
import { type Brake, type RosterFinding, rosterFileSchema } from "#lib/changes/roster/schema.ts";
import { type At, atSchema } from "#lib/changes/schedules/at.ts";
import { changesSchema, type Plan, valuelessChangesSchema } from "#lib/changes/schema.ts";
import { SELECTIONS } from "#lib/changes/sources/schema.ts";
import type { TokenKind } from "#lib/core/permissions.ts";

const rowId = z.string().min(1).max(64);
const ids = (most: number) => z.array(rowId).max(most).default([]);

const filterSchema = z.discriminatedUnion("of", [
  z.strictObject({ of: z.literal("members"), ...SELECTIONS.members }),
  z.strictObject({ of: z.literal("people"), ...SELECTIONS.people }),
  z.strictObject({ of: z.literal("secrets"), ...SELECTIONS.secrets }),
]);

const offboardingSchema = z.strictObject({
  personId: rowId,
  /** Organizations, by the ids of their lists of people, where they stay: every other one is left too. */
  staysIn: ids(50),
  /** Connections whose open invite links are deleted too. */
  links: ids(50),
  /** Who owns a team next that they own alone: the vendor's id of one of its people. */
  heirs: z
    .array(z.strictObject({ teamId: rowId, userId: z.string().min(1).max(512) }))
    .max(200)
    .default([]),
  /** Teams that are left without an owner. */
  unowned: ids(200),
});

/** The ways in which a program says what it wants, by the field of `POST /api/v1/plans` that holds it. */
const WAYS = {
  changes: changesSchema,
  filter: filterSchema,
  offboarding: offboardingSchema,
  undo: z.strictObject({ batchId: rowId }),
  roster: rosterFileSchema,
} as const;
export const PLAN_KINDS = Object.keys(WAYS) as (keyof typeof WAYS)[];
export type PlanKind = keyof typeof WAYS;

const ONE = `Send one of these: ${PLAN_KINDS.join(", ")}`;
const proposalOf = (changes: typeof WAYS.changes) =>
  z
    .strictObject({
      changes: changes.optional(),
      filter: WAYS.filter.optional(),
      offboarding: WAYS.offboarding.optional(),
      undo: WAYS.undo.optional(),
      roster: WAYS.roster.optional(),
    })
    .refine((given) => Object.values(given).filter((way) => way !== undefined).length === 1, ONE)
    .meta({ minProperties: 1, maxProperties: 1 });
export const proposalSchema = proposalOf(WAYS.changes);
/** The same without the kinds of changes that a secret's value is sent with. */
export const valuelessProposalSchema = proposalOf(valuelessChangesSchema);
export type Proposal = z.output<typeof proposalSchema>;

/** A date, time and zone, or an instant as programs write it. */
const whenSchema = z.union([
  atSchema,
  z.iso.datetime({ offset: true }).transform((text): At => {
    const utc = new Date(text).toISOString();
    return { date: utc.slice(0, 10), time: utc.slice(11, 16), zone: "UTC" };
  }),
]);

/** What applies a stored plan. */
export const applyPlanSchema = z.strictObject({
  planId: rowId,
  /** Of the plan that was looked at: another one by now is refused. */
  digest: z.string().min(1).max(128),
  /** Codes of its risks that are accepted. */
  acknowledged: z.array(z.string().min(1).max(64)).max(50).default([]),
  /** What cannot be done is left out; else it stops the whole. */
  leaveOut: z.boolean().optional(),
  name: z.string().trim().min(1).max(120).optional(),
  /** When it is to be done; now where absent. */
  at: whenSchema.optional(),
});
/** What asks a person to apply one, now. */
export const askPlanSchema = applyPlanSchema.omit({ at: true });
export type ApplyPlan = z.output<typeof applyPlanSchema>;

/** The same by hand, under a key of the page that it is looked at on. */
export const applyByHandSchema = applyPlanSchema.extend({ key: z.uuid() });

/** What a plan became; null of what it did not. */
export type BecameOf = { batchId: string | null; approvalId: string | null; scheduleId: string | null };

/** A stored plan as it stands now, for whoever looks. */
export type StoredPlan = {
  id: string;
  kind: PlanKind;
  createdAt: string;
  expiresAt: string;
  by: { name: string; email: string };
  token?: { name: string; kind: TokenKind };
  isMine: boolean;
  /** It comes to something else than when it was made. */
  isStale: boolean;
  became: BecameOf | null;
  /** What was found of what was asked for that is no change. */
  findings: RosterFinding[];
  /** Nothing is applied while one of these stands. */
  brakes: Brake[];
  plan: Plan;
};

/** What applying a plan led to. */
export type AppliedPlan =
  | { status: "accepted"; batchId: string }
  | { status: "requested"; approvalId: string }
  | { status: "scheduled"; scheduleId: string; dueAt: string }
  /** All of it is so already. */
  | { status: "nothing" };
