import { z } from "zod";
import {
  DECISIONS,
  type Decision,
  type Hint,
  MAX_CHOSEN,
  type ReviewState,
} from "#lib/changes/reviews/constants.ts";
import { REVIEW_ITEM_FIELDS } from "#lib/changes/reviews/filter.ts";
import { matchSchema, pagedSchema } from "#lib/core/filter/schema.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import type { MemberStatus, TeamRole } from "#lib/vendors/port.ts";

const rowId = z.string().min(1).max(64);
const domain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[^\s@,]{1,200}\.[^\s@,.]{2,60}$/, "Give domains as example.com");

/** Whose access is looked at, and who looks. Kept with the review: the next quarter's is made of the same. */
export const reviewScopeSchema = z.strictObject({
  what: z.discriminatedUnion("of", [
    z.strictObject({ of: z.literal("everything") }),
    z.strictObject({
      of: z.literal("connections"),
      ids: z.array(rowId).min(1, "Choose a connection").max(200),
    }),
    z.strictObject({ of: z.literal("teams"), ids: z.array(rowId).min(1, "Choose a team").max(MAX_CHOSEN) }),
  ]),
  /** Only who meets all of these. */
  only: z.strictObject({
    managers: z.boolean().default(false),
    idle: z.boolean().default(false),
    outside: z.boolean().default(false),
  }),
  /** One's own; whoever has another is an outsider. */
  domains: z.array(domain).max(50).default([]),
  reviewers: z.strictObject({
    /** Who decides where nobody else does. */
    fallback: rowId,
    /** A team's owners on the vendor who have an account here decide about their team. */
    owners: z.boolean().default(false),
    byTeam: z
      .record(rowId, rowId)
      .refine((byTeam) => Object.keys(byTeam).length <= MAX_CHOSEN)
      .default({}),
  }),
});
export type ReviewScope = z.output<typeof reviewScopeSchema>;

export const createReviewSchema = z
  .strictObject({
    name: z.string().trim().min(1, "Give the review a name").max(120, "A name has at most 120 characters"),
    scope: reviewScopeSchema,
    /** The last day, in the browser's zone, as an instant. */
    dueAt: z.iso.datetime({ error: "Choose a date" }),
    undecided: z.enum(["open", "removed"]),
    repeats: z.boolean().default(false),
  })
  .refine(({ scope }) => !scope.only.outside || scope.domains.length > 0, {
    path: ["scope", "domains"],
    error: "Give your own domains: whoever has another one is outside",
  });
export type CreateReview = z.input<typeof createReviewSchema>;

const reason = z.string().trim().max(1_000, "A reason has at most 1,000 characters");
/** Rows of a review one by one, or all of one's own that match a filter. */
const chosen = {
  reviewId: rowId,
  ids: z.array(rowId).min(1).max(MAX_CHOSEN).optional(),
  except: z.array(rowId).max(MAX_CHOSEN).default([]),
  filter: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .transform((given) => given as Record<string, string | number> | undefined)
    .pipe(matchSchema(REVIEW_ITEM_FIELDS))
    .optional(),
};
const isChosen = (given: { ids?: unknown; filter?: unknown }): boolean =>
  (given.ids === undefined) !== (given.filter === undefined);
export const decideSchema = z
  .strictObject({
    ...chosen,
    decision: z.enum([...DECISIONS, "undone"]),
    role: z.string().min(1).max(64).optional(),
    reason: reason.optional(),
  })
  .refine(isChosen)
  .refine(({ decision, role }) => (decision === "change") === (role !== undefined), {
    path: ["role"],
    error: "Choose a role",
  })
  .refine((it) => it.decision !== "remove" || (it.reason ?? "") !== "", {
    path: ["reason"],
    error: "Say why",
  });
export type Decide = z.input<typeof decideSchema>;
export type ParsedDecide = z.output<typeof decideSchema>;
export type ChosenItems = Pick<ParsedDecide, "reviewId" | "ids" | "except" | "filter">;

/** Gives open rows to somebody: rows that are chosen, or all open ones of a team. */
export const delegateSchema = z.strictObject({ ...chosen, to: rowId }).refine(isChosen);
export type Delegate = z.input<typeof delegateSchema>;
export const reviewIdSchema = z.strictObject({ reviewId: rowId });

export const reviewItemFilterSchema = pagedSchema(REVIEW_ITEM_FIELDS);

/** How many rows were decided, and why others were not. */
export type Decided = { decided: number; refused: { count: number; reason: string }[] };

export type ReviewRow = {
  id: string;
  name: string;
  state: ReviewState;
  dueAt: string;
  isOverdue: boolean;
  repeats: boolean;
  createdBy: string;
  createdAt: string;
  closedAt?: string;
  /** Rows, and how many of them somebody decided about. */
  total: number;
  decided: number;
  /** Open rows that wait for the viewer. */
  mine: number;
  notCovered: number;
};

export type ReviewList = {
  listId: string;
  teamId?: string;
  name: string;
  vendor: VendorId;
  kind: "teams" | "team" | "organization";
  syncedAt?: string;
  /** Why it is not covered. */
  reason?: string;
  people: number;
};
export type ReviewerProgress = {
  /** "" where rows need a reviewer. */
  userId: string;
  name: string;
  email?: string;
  total: number;
  decided: number;
  /** Their open rows need somebody else: why. */
  lost?: string;
};
export type Review = ReviewRow & {
  undecided: "open" | "removed";
  frozenAt?: string;
  batchId?: string;
  approvalId?: string;
  lists: ReviewList[];
  reviewers: ReviewerProgress[];
  may: { close: boolean; delegateAll: boolean };
  counts: Record<Decision | "undecided", number>;
};

export type ReviewItem = {
  id: string;
  connectionId: string;
  teamId: string;
  teamName: string;
  kind: "team" | "organization";
  vendor: VendorId;
  userId: string;
  personId: string;
  name: string;
  email?: string;
  label: string;
  role: TeamRole;
  orgRole?: string;
  /** The access in a word: the role in the team, or in the organization. */
  access: string;
  status: MemberStatus;
  since?: string;
  lastActiveAt?: string;
  hints: Hint[];
  decision?: Decision;
  newRole?: string;
  reason?: string;
  decidedAt?: string;
  decidedBy?: string;
  reviewer?: string;
  /** Why the viewer cannot decide about it; absent where they can. */
  whyNot?: string;
};

/** Somebody of Rollcall who can be asked to decide. */
export type ReviewerChoice = { id: string; name: string; email: string };

/** What closing comes to now. */
export type Closing = {
  keep: number;
  change: number;
  remove: number;
  undecided: number;
  undecidedAre: "open" | "removed";
  /** Changes and removals that are left to do. */
  toDo: number;
  open: { label: string; teamName: string }[];
  late: { label: string; teamName: string }[];
  lateCount: number;
  left: { label: string; teamName: string }[];
  leftCount: number;
  notCovered: { name: string; reason: string }[];
};
