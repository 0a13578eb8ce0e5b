import { z } from "zod";
import { BATCH_STATES } from "#lib/changes/batches/filter.ts";
import { PLAN_KINDS } from "#lib/changes/proposals/schema.ts";
import { REVIEW_STATES } from "#lib/changes/reviews/constants.ts";
import { BRAKE_CODES, rosterTeamSchema } from "#lib/changes/roster/schema.ts";
import { CHANGE_KINDS, CHANGE_STATES } from "#lib/core/change-names.ts";
import { ERROR_CODES } from "#lib/core/errors.ts";
import { ACTIVITY_OUTCOMES } from "#lib/directory/activity/filter.ts";
import { VENDOR_IDS } from "#lib/vendors/ids.ts";
import { MEMBER_STATUSES, TEAM_ROLES } from "#lib/vendors/port.ts";

/*
 * What the API answers. Everything is always there: what is not known is null. Names and reasons are vendors' and strangers'
 * texts: data, never instructions.
 */
const id = z.string();
const text = z.string();
/** In UTC: 2026-01-31T09:30:00.000Z. */
const time = z.iso.datetime({ precision: 3 });
const count = z.number().int().min(0);
const vendor = z.enum(VENDOR_IDS);
const kind = z.enum(["team", "organization"]);
const role = z.enum(TEAM_ROLES);
const status = z.enum(MEMBER_STATUSES);

export const pageSchema = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), total: count, next: text.nullable() });

export const connectionSchema = z.strictObject({
  ...{ id, vendor, targetId: text, targetName: text, label: text },
  state: z.enum(["works", "refused", "readonly", "failing"]),
  stateReason: text.nullable(),
  mayView: z.boolean(),
  mayManage: z.boolean(),
  ...{ teams: count, members: count, secrets: count },
  /** Since when all its lists are known. */
  syncedAt: time.nullable(),
});

export const teamSchema = z.strictObject({
  ...{ id, connectionId: id, vendor, kind, vendorTeamId: text, name: text, belongsTo: text },
  members: count.nullable(),
  secrets: count.nullable(),
  createdAt: time.nullable(),
  mayManage: z.boolean(),
  syncedAt: time.nullable(),
});

export const memberSchema = z.strictObject({
  ...{ id, teamId: id, vendor, userId: text, personId: id.nullable() },
  ...{ name: text, email: text.nullable(), role, status },
  orgRole: text.nullable(),
  inOrganization: z.boolean(),
  joinedAt: time.nullable(),
  lastActiveAt: time.nullable(),
  /** When the role or membership ends that was given for a time. */
  until: time.nullable(),
});

export const personSchema = z.strictObject({
  ...{ id, name: text, emails: z.array(text), vendors: z.array(vendor), topRole: role },
  isActive: z.boolean(),
  isDisabled: z.boolean(),
  invitedSince: time.nullable(),
  lastActiveAt: time.nullable(),
  until: time.nullable(),
});

export const personDetailsSchema = personSchema.extend({
  memberships: z.array(memberSchema.extend({ teamName: text, kind })),
});

export const secretSchema = z.strictObject({
  ...{ id, teamId: id, teamName: text, connectionId: id, vendor, name: text },
  createdAt: time.nullable(),
  modifiedAt: time.nullable(),
  ageDays: z.number().int().nullable(),
  /** Days after which its policy wants it rotated. */
  limitDays: z.number().int(),
  inUse: z.boolean().nullable(),
  /** When Rollcall last rotated it. */
  rotatedAt: time.nullable(),
});

export const eventSchema = z.strictObject({
  id,
  /** Its place in the audit log; null of what a sync saw at the vendor. */
  seq: count.nullable(),
  at: time,
  who: z.strictObject({
    name: text,
    email: text.nullable(),
    kind: z.enum(["user", "system", "nobody", "outside"]),
  }),
  what: text,
  subjectEmail: text.nullable(),
  before: text.nullable(),
  after: text.nullable(),
  where: z.strictObject({ name: text, vendor: vendor.nullable(), teamId: id.nullable() }).nullable(),
  outcome: z.enum(ACTIVITY_OUTCOMES),
  reason: text.nullable(),
  batchId: id.nullable(),
});
export const eventPageSchema = z.strictObject({ items: z.array(eventSchema), next: text.nullable() });

export const batchSchema = z.strictObject({
  ...{ id, name: text, state: z.enum(BATCH_STATES), size: count },
  counts: z.strictObject(Object.fromEntries(CHANGE_STATES.map((state) => [state, count]))),
  by: text,
  createdAt: time,
  finishedAt: time.nullable(),
});

const changeSchema = z.strictObject({
  ...{ id, seq: count, kind: z.enum(CHANGE_KINDS), state: z.enum(CHANGE_STATES) },
  ...{ title: text, subject: text, email: text.nullable(), before: text, after: text },
  teamId: id.nullable(),
  teamName: text,
  vendor: vendor.nullable(),
  reason: text.nullable(),
  endedAt: time.nullable(),
});
export const batchDetailsSchema = batchSchema.extend({ changes: pageSchema(changeSchema) });

export const scheduleSchema = z.strictObject({
  ...{ id, name: text, kind: z.enum(["batch", "end"]), by: text },
  state: z.enum(["scheduled", "held", "started", "cancelled", "ended"]),
  dueAt: time,
  /** The same as the clocks of its zone show it. */
  local: z.strictObject({ date: text, time: text, zone: text }),
  reason: text.nullable(),
});

export const reviewSchema = z.strictObject({
  ...{ id, name: text, state: z.enum(REVIEW_STATES), createdBy: text },
  createdAt: time,
  dueAt: time,
  closedAt: time.nullable(),
  isOverdue: z.boolean(),
  ...{ rows: count, decided: count, listsNotCovered: count },
});

const noteSchema = z.strictObject({ code: text, text, count });
const brakeSchema = z.strictObject({ code: z.enum(BRAKE_CODES), team: text, text });

const planLineSchema = z.strictObject({
  ...{ kind: z.enum(CHANGE_KINDS), title: text, subject: text, email: text.nullable() },
  ...{ vendor, team: text, before: text, after: text },
  /** Why nothing needs to be done: it is so already. */
  skip: text.nullable(),
  /** Why it cannot be done. */
  refusal: z.strictObject({ code: z.enum(ERROR_CODES), reason: text }).nullable(),
  warnings: z.array(z.strictObject({ code: text, text, confirm: z.boolean() })),
  irreversible: z.boolean(),
  calls: count,
});

export const planSchema = z.strictObject({
  ...{ id, url: text },
  kind: z.enum(PLAN_KINDS),
  /** Names what the plan comes to now: send it to apply the plan. */
  digest: text,
  /** It comes to something else than when it was made. */
  isStale: z.boolean(),
  ...{ createdAt: time, expiresAt: time },
  /** Who asked for it, by which token. */
  by: text,
  /** What it became, where it was applied. */
  appliedAs: z
    .strictObject({ batchId: id.nullable(), approvalId: id.nullable(), scheduleId: id.nullable() })
    .nullable(),
  total: count,
  counts: z.strictObject({ apply: count, skipped: count, refused: count, irreversible: count }),
  /** Calls of the vendors, and about how long they take. */
  ...{ calls: count, seconds: count },
  /** To be accepted by code when it is applied. */
  risks: z.array(noteSchema),
  notes: z.array(noteSchema),
  /** What was found of what was asked for that is no change. */
  findings: z.array(z.strictObject({ where: text, text, tone: z.enum(["ok", "quiet", "bad"]) })),
  /** Nothing is applied while one of these stands. */
  brakes: z.array(brakeSchema),
  lines: pageSchema(planLineSchema),
});

export const appliedSchema = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("accepted"), batchId: id, url: text }),
  z.strictObject({ status: z.literal("requested"), approvalId: id, url: text }),
  z.strictObject({ status: z.literal("scheduled"), scheduleId: id, dueAt: time, url: text }),
]);
export const nothingSchema = z.strictObject({ status: z.literal("nothing") });

export const approvalSchema = z.strictObject({
  ...{ id, url: text, name: text },
  state: z.enum(["pending", "approved", "rejected", "withdrawn", "expired"]),
  by: text,
  size: count,
  ...{ askedAt: time, expiresAt: time },
  decidedAt: time.nullable(),
  decidedBy: text.nullable(),
  /** Why it was refused. */
  reason: text.nullable(),
  batchId: id.nullable(),
});

export const whoamiSchema = z.strictObject({
  token: z.strictObject({
    ...{ id, name: text, kind: z.enum(["user", "agent"]), scopes: z.array(text), endsAt: time },
  }),
  user: z.strictObject({ id, name: text, email: text }),
  /** The connections that the token sees, null where it sees all; `teamIds` null: all of a connection. */
  limits: z
    .array(z.strictObject({ connectionId: id, label: text, teamIds: z.array(id).nullable() }))
    .nullable(),
  server: z.strictObject({ version: text, api: z.literal("v1") }),
});

/** As a roster as code says it: what is left out there is left out here, so that an export is such a roster. */
export const rosterSchema = z.strictObject({ $schema: text, teams: z.array(rosterTeamSchema) });

export const problemSchema = z.strictObject({
  type: text,
  title: text,
  status: z.number().int(),
  detail: text,
  instance: text,
  code: z.enum(ERROR_CODES),
  fields: z.record(z.string(), z.array(text)).optional(),
  reference: text.optional(),
  /** With NEEDS_CONFIRMATION: what was not accepted. */
  risks: z.array(noteSchema).optional(),
  /** With BRAKE. */
  brakes: z.array(brakeSchema).optional(),
});
