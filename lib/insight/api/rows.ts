import "server-only";
import type { z } from "zod";
import type { BatchChange, BatchRow } from "#lib/changes/batches/schema.ts";
import type { ReviewRow } from "#lib/changes/reviews/schema.ts";
import type { ScheduleLine } from "#lib/changes/schedules/schema.ts";
import type { ActivityRow } from "#lib/directory/activity/schema.ts";
import type { ConnectionRow } from "#lib/directory/connections/schema.ts";
import type { MemberRow } from "#lib/directory/members/schema.ts";
import type { Person, PersonRow } from "#lib/directory/people/schema.ts";
import type { SecretRow } from "#lib/directory/secrets/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import type * as answers from "./schema.ts";

type Answer<Name extends keyof typeof answers> = (typeof answers)[Name] extends z.ZodType
  ? z.output<(typeof answers)[Name]>
  : never;

/** A time as the API says it, also where a vendor wrote it otherwise; null where it is none. */
export function timeOf(text: string | undefined): string | null {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

/** The same of a time that Rollcall itself wrote. */
const ownTime = (text: string): string => new Date(text).toISOString();

export const connectionOf = (row: ConnectionRow): Answer<"connectionSchema"> => ({
  id: row.id,
  vendor: row.vendor,
  targetId: row.targetId,
  targetName: row.targetName,
  label: row.label,
  state: row.state,
  stateReason: row.stateReason ?? null,
  mayView: row.may.view,
  mayManage: row.may.manage,
  teams: row.teamCount,
  members: row.memberCount,
  secrets: row.secretCount,
  syncedAt: timeOf(row.syncedAt),
});

export const teamOf = (row: TeamRow): Answer<"teamSchema"> => ({
  id: row.id,
  connectionId: row.connectionId,
  vendor: row.vendor,
  kind: row.kind,
  vendorTeamId: row.vendorTeamId,
  name: row.name,
  belongsTo: row.belongsTo,
  members: row.memberCount ?? null,
  secrets: row.secretCount ?? null,
  createdAt: timeOf(row.createdAt),
  mayManage: row.may.manage,
  syncedAt: timeOf(row.syncedAt),
});

export const memberOf = (row: MemberRow): Answer<"memberSchema"> => ({
  id: row.id,
  teamId: row.teamId,
  vendor: row.vendor,
  userId: row.userId,
  personId: row.personId ?? null,
  name: row.name,
  email: row.email ?? null,
  role: row.role,
  status: row.status,
  orgRole: row.orgRole ?? null,
  inOrganization: row.inOrganization,
  joinedAt: timeOf(row.joinedAt),
  lastActiveAt: timeOf(row.lastActiveAt),
  until: timeOf(row.end?.at),
});

export const personOf = (row: Omit<PersonRow, "teams">): Answer<"personSchema"> => ({
  id: row.id,
  name: row.shown,
  emails: row.emails,
  vendors: row.vendors,
  topRole: row.topRole,
  isActive: row.isActive,
  isDisabled: row.isDisabled,
  invitedSince: timeOf(row.invitedSince),
  lastActiveAt: timeOf(row.lastActiveAt),
  until: timeOf(row.endsAt),
});

export const personDetailsOf = (person: Person): Answer<"personDetailsSchema"> => ({
  ...personOf(person),
  memberships: person.memberships.map(({ member, team }) => ({
    ...memberOf(member),
    teamName: team.name,
    kind: team.kind,
  })),
});

export const secretOf = (row: SecretRow): Answer<"secretSchema"> => ({
  id: row.id,
  teamId: row.teamId,
  teamName: row.teamName,
  connectionId: row.connectionId,
  vendor: row.vendor,
  name: row.name,
  createdAt: timeOf(row.createdAt),
  modifiedAt: timeOf(row.modifiedAt),
  ageDays: row.ageDays ?? null,
  limitDays: row.limitDays,
  inUse: row.inUse ?? null,
  rotatedAt: timeOf(row.rotatedAt),
});

export const eventOf = (row: ActivityRow): Answer<"eventSchema"> => ({
  id: row.id,
  seq: row.seq ?? null,
  at: ownTime(row.at),
  who: { name: row.who.name, email: row.who.email ?? null, kind: row.who.kind },
  what: row.what.map((piece) => piece.text).join(""),
  subjectEmail: row.subjectEmail ?? null,
  before: row.before ?? null,
  after: row.after ?? null,
  where: row.where
    ? { name: row.where.name, vendor: row.where.vendor ?? null, teamId: row.where.teamId ?? null }
    : null,
  outcome: row.outcome,
  reason: row.reason ?? null,
  batchId: row.batch?.id ?? null,
});

export const batchOf = (row: BatchRow): Answer<"batchSchema"> => ({
  id: row.id,
  name: row.name,
  state: row.state,
  size: row.size,
  counts: row.counts,
  by: row.by,
  createdAt: ownTime(row.createdAt),
  finishedAt: timeOf(row.finishedAt),
});

export const changeOf = (row: BatchChange) => ({
  id: row.id,
  seq: row.seq,
  kind: row.kind,
  state: row.state,
  title: row.title,
  subject: row.subject,
  email: row.email ?? null,
  before: row.before,
  after: row.after,
  teamId: row.teamId ?? null,
  teamName: row.teamName,
  vendor: row.vendor ?? null,
  reason: row.reason ?? null,
  endedAt: timeOf(row.endedAt),
});

export const scheduleOf = (row: ScheduleLine): Answer<"scheduleSchema"> => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  by: row.by,
  state: row.state,
  dueAt: ownTime(row.dueAt),
  local: row.at,
  reason: row.reason ?? null,
});

export const reviewOf = (row: ReviewRow): Answer<"reviewSchema"> => ({
  id: row.id,
  name: row.name,
  state: row.state,
  createdBy: row.createdBy,
  createdAt: ownTime(row.createdAt),
  dueAt: ownTime(row.dueAt),
  closedAt: timeOf(row.closedAt),
  isOverdue: row.isOverdue,
  rows: row.total,
  decided: row.decided,
  listsNotCovered: row.notCovered,
});
