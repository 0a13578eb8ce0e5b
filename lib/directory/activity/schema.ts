import { z } from "zod";
import type { CHANGE_STATES } from "#lib/core/change-names.ts";
import { VENDOR_IDS, type VendorId } from "#lib/vendors/port.ts";

export const ACTIVITY_OUTCOMES = [
  ...["done", "failed", "skipped", "unknown", "running", "cancelled"],
  // Of what a sync saw happen outside Rollcall.
  "seen",
] as const;
export type ActivityOutcome = (typeof ACTIVITY_OUTCOMES)[number];

/** A piece of a sentence: plain words, a name to stress, or a secret's name. */
export type Words = { text: string; as?: "name" | "code" };

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
};

/** Newest first; `next` is there when older ones follow. */
export type ActivityPage = { rows: ActivityRow[]; next?: string; total: number };

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
  "audit",
  "read",
] as const;
export const activityFilterSchema = z.object({
  q: z.string().max(200).catch("").default(""),
  /** A user's id, or "system". */
  who: z.string().max(64).optional().catch(undefined),
  what: z.enum(ACTIVITY_KINDS).optional().catch(undefined),
  outcome: z.enum(ACTIVITY_OUTCOMES).optional().catch(undefined),
  /** Last so many days. */
  days: z.coerce.number().int().min(1).max(3650).optional().catch(undefined),
  /** Through Rollcall, or at the vendor without it. */
  source: z.enum(["inside", "outside"]).optional().catch(undefined),
  team: z.string().max(64).optional().catch(undefined),
  vendor: z.enum(VENDOR_IDS).optional().catch(undefined),
  /** `next` of the page before. */
  before: z.string().max(200).optional().catch(undefined),
});
export type ActivityFilter = z.infer<typeof activityFilterSchema>;

/** Every state of a change is an outcome that the log can show, but for one that has not begun. */
export const outcomeOfChange = (state: (typeof CHANGE_STATES)[number]): ActivityOutcome =>
  state === "pending" ? "running" : state;
