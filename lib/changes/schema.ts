import { z } from "zod";
import { MAX_BATCH, MAX_CHANGES } from "#lib/changes/constants.ts";
import { type Until, untilSchema } from "#lib/changes/ends/schema.ts";
import { atSchema } from "#lib/changes/schedules/at.ts";
import { planSourceSchema } from "#lib/changes/sources/schema.ts";
import { CHANGE_KINDS, type ChangeKindName, type ChangeState } from "#lib/core/change-names.ts";
import type { ErrorCode } from "#lib/core/errors.ts";
import { emailSchema, teamRoleSchema } from "#lib/directory/members/schema.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

/** Ids of Rollcall's own rows. */
const rowId = z.string().min(1).max(64);
/** A vendor's id of a person or a link; encoded before it reaches a URL. */
const vendorUserId = z.string().min(1).max(512);

export const SECRET_NAME_PATTERN = /^[a-zA-Z][a-zA-Z0-9_]*$/;
export const secretNameSchema = z
  .string()
  .min(1, "Give the secret a name")
  .max(128, "A name has at most 128 characters")
  .regex(SECRET_NAME_PATTERN, "Start with a letter; then letters, digits and _ only");
export const secretValueSchema = z
  .string()
  .min(1, "Give a value")
  .max(8192, "A value has at most 8,192 characters");
export const teamTitleSchema = z
  .string()
  .trim()
  .min(1, "Give the team a title")
  .max(64, "A title has at most 64 characters");

/** One schema a kind, for the form and for the server. `teamId` and `connectionId` are Rollcall's ids. */
export const CHANGE_INPUTS = {
  "member.setRole": z.strictObject({ teamId: rowId, userId: vendorUserId, role: teamRoleSchema }),
  "member.add": z.strictObject({ teamId: rowId, userId: vendorUserId, role: teamRoleSchema }),
  "member.remove": z.strictObject({ teamId: rowId, userId: vendorUserId }),
  /** Invites to the organization, then adds to a team where one is given. One person a change. */
  "org.invite": z.strictObject({
    connectionId: rowId,
    email: emailSchema,
    orgRole: z.string().min(1).max(64).optional(),
    sso: z.boolean().optional(),
    teamId: rowId.optional(),
    role: teamRoleSchema.optional(),
  }),
  "org.setRole": z.strictObject({
    connectionId: rowId,
    userId: vendorUserId,
    orgRole: z.string().min(1).max(64),
  }),
  "org.removeMember": z.strictObject({ connectionId: rowId, userId: vendorUserId }),
  "org.deleteLink": z.strictObject({ connectionId: rowId, linkId: vendorUserId }),
  "team.create": z.strictObject({
    connectionId: rowId,
    title: teamTitleSchema,
    memberIds: z.array(vendorUserId).max(500).default([]),
  }),
  "team.rename": z.strictObject({ teamId: rowId, title: teamTitleSchema }),
  "team.delete": z.strictObject({ teamId: rowId }),
  "secret.create": z.strictObject({ teamId: rowId, name: secretNameSchema, value: secretValueSchema }),
  "secret.rotate": z.strictObject({ teamId: rowId, name: secretNameSchema, value: secretValueSchema }),
  "secret.delete": z.strictObject({ teamId: rowId, name: secretNameSchema }),
} as const satisfies Record<ChangeKindName, z.ZodType>;

export type ChangeInput<K extends ChangeKindName> = z.infer<(typeof CHANGE_INPUTS)[K]>;
/** A change as asked for: its kind and that kind's input, and when what it gives ends. */
export type ChangeRequest = {
  [K in ChangeKindName]: { kind: K; input: ChangeInput<K>; until?: Until | undefined };
}[ChangeKindName];

type AskedOf<K extends ChangeKindName> = {
  kind: K;
  input: z.input<(typeof CHANGE_INPUTS)[K]>;
  until?: Until | undefined;
};
type ChangeAsked = { [K in ChangeKindName]: AskedOf<K> }[ChangeKindName];

/** What gives a role or a membership, and can be taken back: it may have an end. */
export const MAY_END: readonly ChangeKindName[] = [
  "member.setRole",
  "member.add",
  "org.setRole",
  "org.invite",
];
const noEnd = z.undefined("This cannot have an end").optional();
const requestOf = (kind: ChangeKindName) =>
  z.strictObject({
    kind: z.literal(kind),
    input: CHANGE_INPUTS[kind],
    until: MAY_END.includes(kind) ? untilSchema.optional() : noEnd,
  });
type RequestSchema = ReturnType<typeof requestOf>;
/** One of the kinds with its own input. A union made in a loop has lost which input is whose: the types say it again. */
const oneOfKinds = (kinds: readonly ChangeKindName[], error?: string) =>
  z.discriminatedUnion(
    "kind",
    kinds.map(requestOf) as [RequestSchema, ...RequestSchema[]],
    error,
  ) as unknown as z.ZodType<ChangeRequest, ChangeAsked>;
export const changeRequestSchema = oneOfKinds(CHANGE_KINDS);
/** The kinds that no secret's value is sent with. */
const WITHOUT_VALUE = CHANGE_KINDS.filter((kind) => !("value" in CHANGE_INPUTS[kind].shape));

export const changesSchema = z.array(changeRequestSchema).min(1).max(MAX_CHANGES);
export const valuelessChangesSchema = z
  .array(
    oneOfKinds(
      WITHOUT_VALUE,
      `Send one of these kinds: ${WITHOUT_VALUE.join(", ")}. No value of a secret is taken here.`,
    ),
  )
  .min(1)
  .max(MAX_CHANGES);
const eitherOne = (given: { changes?: unknown; source?: unknown }): boolean =>
  (given.changes === undefined) !== (given.source === undefined);

/** Either the changes or where they come from. `offset`: the first line wanted of a long plan. */
export const planSchema = z
  .strictObject({
    changes: changesSchema.optional(),
    source: planSourceSchema.optional(),
    offset: z.number().int().min(0).max(MAX_BATCH).optional(),
  })
  .refine(eitherOne);
export type PlanAsked = z.input<typeof planSchema>;
export const applySchema = z
  .strictObject({
    /** Made once when the form opens; the same key with the same payload is one effect. */
    key: z.uuid(),
    changes: changesSchema.optional(),
    source: planSourceSchema.optional(),
    /** Codes of the warnings that were shown and accepted. */
    acknowledged: z.array(z.string().max(64)).max(50).default([]),
    /** Of the plan that was shown: another plan by now is answered for review instead of being applied. */
    planDigest: z.string().max(128).optional(),
    /** What cannot be done was shown and is left out; else it stops the whole. */
    leaveOut: z.boolean().optional(),
    /** A change this one undoes. */
    undoOf: rowId.optional(),
    /** When it is to be done; now where absent. */
    at: atSchema.optional(),
    /** The batch's name; made from the changes where absent. */
    name: z.string().trim().max(120).optional(),
    /** Whom it offboards: kept with a request for approval, to be put beside the batch that it becomes. */
    offboards: z
      .strictObject({
        personId: rowId,
        unreached: z
          .array(z.strictObject({ name: z.string().max(300), reason: z.string().max(400) }))
          .max(500),
      })
      .optional(),
  })
  .refine(eitherOne);

/** What is asked to be applied, checked. */
export type Submission = z.output<typeof applySchema>;

/**
 * A warning of a plan. `confirm`: apply refuses (NEEDS_CONFIRMATION) until its code is acknowledged. `own`: about this very
 * line, which is where it is said; what is not holds for many lines alike and is said once.
 */
export type PlanWarning = { code: string; text: string; confirm: boolean; own?: true };

/** Somebody as a plan names them: what tells two of one name apart is part of the name. */
export type NamedPerson = { userId: string; name: string; email?: string };

/**
 * How a change is asked about, alone as among a thousand. `removal`: it takes somebody or something away, so its button is
 * red. `typed`: besides that, nothing is applied before the number of the plan's changes was typed.
 */
export type Harm = "removal" | "typed";

/** One change of a plan, in words. Plain text: names in it come from strangers. */
export type PlannedChange = {
  kind: ChangeKindName;
  vendor: VendorId;
  teamId?: string;
  teamName: string;
  /** The whole change in words, with all that the vendor is told: "Make Noor Haddad an admin of Perception training". */
  title: string;
  /** Whom or what it is about: the part of the title to stress. */
  subject: string;
  /** E-mail of the person it is about. */
  email?: string;
  /** Whose page shows them; only of a plan that somebody looks at. */
  personId?: string;
  before: string;
  after: string;
  /** Days since the value that goes was set. It grows while a plan waits, so it is no part of what the plan says. */
  ageDays?: number;
  /** Everybody whom it is about besides the subject: the people of a new team. */
  people?: NamedPerson[];
  warnings: PlanWarning[];
  harm?: Harm;
  /** Already so: nothing will be called. */
  skip?: string;
  /** Cannot be done; nothing is applied while one of these stands. */
  refusal?: { code: ErrorCode; reason: string };
  irreversible: boolean;
  calls: number;
  /** Changes with the same key go to the vendor in one call. */
  together?: string;
};
/** A warning that several lines share: the first one's words, and of how many lines it is said. */
export type PlanNote = { code: string; text: string; count: number };
export type Plan = {
  /** All lines of a short plan; of one with more than PLAN_LINES, those from `offset` on, what needs a look first. */
  changes: PlannedChange[];
  offset: number;
  total: number;
  counts: { apply: number; skipped: number; refused: number; irreversible: number };
  /** Of what would be applied, the gravest. */
  harm?: Harm;
  /** Warnings that must be acknowledged, and those that need not be; each code once. */
  risks: PlanNote[];
  notes: PlanNote[];
  calls: number;
  seconds: number;
  /** Names this plan: another one has another digest. */
  digest: string;
};

/** A list by what it belongs to: the connection's teams, its organization's people, or a team's own list. */
export type ListRef =
  | { of: "connection" }
  | { of: "organization" }
  | { of: "team"; teamId: string; part: "members" | "secrets" };

/** How a change stands. `undo` is the request that would take it back, where there is one. */
export type ChangeOutcome = {
  id: string;
  batchId: string;
  kind: ChangeKindName;
  state: ChangeState;
  code?: ErrorCode;
  /** The vendor's or our reason, plain text. */
  reason?: string;
  title: string;
  subject: string;
  before: string;
  after: string;
  /** Sentence for the toast once it ended: "Noor Haddad is now an admin of Perception training". */
  sentence: string;
  teamId?: string;
  /** Lists that it changes: what shows them is read again. */
  lists: ListRef[];
  /** Rollcall's id of a team that was made. */
  createdTeamId?: string;
  undo?: ChangeRequest;
  startedAt?: string;
  endedAt?: string;
};
/** What apply answers within 2 s: perhaps still pending, then GET /api/batches/{id} tells. */
export type BatchOutcome = { batchId: string; finished: boolean; changes: ChangeOutcome[] };
/** Apply's answer: an outcome, or the plan whose warnings must be confirmed or which cannot be applied. */
export type ApplyAnswer =
  | { status: "accepted"; batch: BatchOutcome }
  | { status: "needsConfirmation"; plan: Plan }
  /** Things changed since the plan was shown: this is the plan now. */
  | { status: "changed"; plan: Plan }
  /** It waits for somebody else's approval. */
  | { status: "requested"; approvalId: string }
  /** It waits for its time, and before that perhaps for an approval. */
  | { status: "scheduled"; scheduleId: string; dueAt: string };
/** What became of one's own submission, asked by its key. "working": it is being planned, nothing is journaled yet. */
export type FoundSubmission =
  | Extract<ApplyAnswer, { status: "accepted" | "requested" | "scheduled" }>
  | { status: "working" }
  | { status: "none" };
