import { z } from "zod";
import { MAX_PICKED } from "#lib/changes/constants.ts";
import { untilSchema } from "#lib/changes/ends/schema.ts";
import { invitationChoiceSchema, rosterChoiceSchema } from "#lib/changes/intake/schema.ts";
import { rosterFileSchema } from "#lib/changes/roster/schema.ts";
import { matchSchema } from "#lib/core/filter/schema.ts";
import { MEMBER_FIELDS } from "#lib/directory/members/filter.ts";
import { PERSON_FIELDS } from "#lib/directory/people/filter.ts";
import { SECRET_FIELDS } from "#lib/directory/secrets/filter.ts";

const TEAM_ROLES = ["owner", "admin", "member"] as const;
const rowId = z.string().min(1).max(64);
const pickedId = z.string().min(1).max(512);

/** What is chosen of a list: these ids, or else all that match the filter, but for those in `except`. */
const picked = {
  ids: z.array(pickedId).min(1).max(MAX_PICKED).optional(),
  except: z.array(pickedId).max(MAX_PICKED).default([]),
};

/** What is done to each person of a selection. */
const peopleActionSchema = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.literal("setRole"),
    role: z.enum(TEAM_ROLES),
    /** What whoever has more in an organization gets there too. */
    orgRole: z.string().min(1).max(64).optional(),
    /** When it ends. */
    until: untilSchema.optional(),
  }),
  /**
   * Makes a plain member of whoever manages anything: in teams, and where `orgRole` is given in organizations that they
   * administer. Whom a place or Rollcall cannot do without stays.
   */
  z.strictObject({
    do: z.literal("demote"),
    orgRole: z.string().min(1).max(64).optional(),
    until: untilSchema.optional(),
  }),
  z.strictObject({
    do: z.literal("setOrgRole"),
    orgRole: z.string().min(1).max(64),
    until: untilSchema.optional(),
  }),
  z.strictObject({ do: z.literal("remove") }),
  z.strictObject({
    do: z.literal("addToTeams"),
    teamIds: z.array(rowId).min(1).max(50),
    role: z.enum(TEAM_ROLES),
    until: untilSchema.optional(),
  }),
]);
export type PeopleAction = z.infer<typeof peopleActionSchema>;

/** What a selection of each list says: which rows, and what is done to each. */
export const SELECTIONS = {
  members: { teamId: rowId, ...picked, filter: matchSchema(MEMBER_FIELDS), action: peopleActionSchema },
  people: { ...picked, filter: matchSchema(PERSON_FIELDS), action: peopleActionSchema },
  secrets: {
    ...picked,
    /** Of one team; of all where absent. */
    teamId: rowId.optional(),
    filter: matchSchema(SECRET_FIELDS),
    action: z.discriminatedUnion("do", [z.strictObject({ do: z.literal("delete") })]),
  },
} as const;

/**
 * Where a plan's changes come from when they are too many to be sent one by one: a list's filter, or a batch that is to be
 * undone. The server makes the changes of it, when it plans and again when it applies. `ids` of members are the vendor's
 * ids, of people and secrets Rollcall's.
 */
export const planSourceSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("members"), ...SELECTIONS.members }),
  z.strictObject({ kind: z.literal("people"), ...SELECTIONS.people }),
  z.strictObject({ kind: z.literal("secrets"), ...SELECTIONS.secrets }),
  /** What takes a finished batch's changes back, as far as it can be. */
  z.strictObject({ kind: z.literal("undo"), batchId: rowId }),
  /** What was decided in an access review: applying it closes the review. */
  z.strictObject({ kind: z.literal("review"), reviewId: rowId }),
  /** What takes one change back. */
  z.strictObject({ kind: z.literal("undoChange"), changeId: rowId }),
  /** What a roster that was sent changes. */
  z.strictObject({ kind: z.literal("roster"), ...rosterChoiceSchema.shape }),
  /** What a roster as code changes; its brakes are asked when it is applied. */
  z.strictObject({ kind: z.literal("rosterFile"), roster: rosterFileSchema }),
  /** Inviting a list that was sent. */
  z.strictObject({ kind: z.literal("invitees"), ...invitationChoiceSchema.shape }),
]);
export type PlanSource = z.input<typeof planSourceSchema>;
export type ParsedPlanSource = z.output<typeof planSourceSchema>;
