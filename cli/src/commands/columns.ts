import type {
  Batch,
  BatchDetails,
  Connection,
  Event,
  Member,
  Person,
  Review,
  Schedule,
  Secret,
  Team,
} from "../api/rows.ts";
import type { Column } from "../output/table.ts";

/** 2026-01-31 09:30, in UTC as the API has it. */
const minute = (time: string | null): string | null => time?.slice(0, 16).replace("T", " ") ?? null;
const day = (time: string | null): string | null => time?.slice(0, 10) ?? null;

export const CONNECTION_COLUMNS: readonly Column<Connection>[] = [
  { title: "Connection", of: ({ label }) => label },
  { title: "Vendor", of: ({ vendor }) => vendor, keep: true },
  {
    title: "State",
    of: ({ state, stateReason }) => (stateReason === null ? state : `${state}: ${stateReason}`),
  },
  { title: "Teams", of: ({ teams }) => teams, right: true },
  { title: "Members", of: ({ members }) => members, right: true },
  { title: "Secrets", of: ({ secrets }) => secrets, right: true },
  { title: "Read (UTC)", of: ({ syncedAt }) => minute(syncedAt), keep: true },
  { title: "Id", of: ({ id }) => id, keep: true },
];

export const TEAM_COLUMNS: readonly Column<Team>[] = [
  { title: "Team", of: ({ name, kind }) => (kind === "organization" ? `${name} (everybody)` : name) },
  { title: "Vendor", of: ({ vendor }) => vendor, keep: true },
  { title: "Belongs to", of: ({ belongsTo }) => belongsTo },
  { title: "Members", of: ({ members }) => members, right: true },
  { title: "Secrets", of: ({ secrets }) => secrets, right: true },
  { title: "Id", of: ({ id }) => id, keep: true },
];

export const MEMBER_COLUMNS: readonly Column<Member>[] = [
  { title: "Name", of: ({ name }) => name },
  { title: "Email", of: ({ email }) => email },
  { title: "Role", of: ({ role }) => role, keep: true },
  { title: "Status", of: ({ status }) => status, keep: true },
  { title: "Until", of: ({ until }) => day(until), keep: true },
  { title: "Last active", of: ({ lastActiveAt }) => day(lastActiveAt), keep: true },
  { title: "User id", of: ({ userId }) => userId },
];

export const PERSON_COLUMNS: readonly Column<Person>[] = [
  { title: "Name", of: ({ name }) => name },
  { title: "Email", of: ({ emails }) => emails.join(", ") },
  { title: "On", of: ({ vendors }) => vendors.join(", "), keep: true },
  { title: "Top role", of: ({ topRole }) => topRole, keep: true },
  { title: "Until", of: ({ until }) => day(until), keep: true },
  { title: "Last active", of: ({ lastActiveAt }) => day(lastActiveAt), keep: true },
  { title: "Id", of: ({ id }) => id, keep: true },
];

export const MEMBERSHIP_COLUMNS: readonly Column<Member & { teamName: string }>[] = [
  { title: "Team", of: ({ teamName }) => teamName },
  { title: "Vendor", of: ({ vendor }) => vendor, keep: true },
  { title: "Role", of: ({ role, orgRole }) => orgRole ?? role, keep: true },
  { title: "Status", of: ({ status }) => status, keep: true },
  { title: "Until", of: ({ until }) => day(until), keep: true },
  { title: "Team id", of: ({ teamId }) => teamId, keep: true },
  { title: "User id", of: ({ userId }) => userId },
];

export const SECRET_COLUMNS: readonly Column<Secret>[] = [
  { title: "Secret", of: ({ name }) => name },
  { title: "Team", of: ({ teamName }) => teamName },
  { title: "Vendor", of: ({ vendor }) => vendor, keep: true },
  { title: "Age", of: ({ ageDays }) => (ageDays === null ? null : `${ageDays} d`), right: true },
  { title: "Limit", of: ({ limitDays }) => `${limitDays} d`, right: true },
  { title: "Rotated", of: ({ rotatedAt }) => day(rotatedAt), keep: true },
  { title: "In use", of: ({ inUse }) => inUse, keep: true },
];

export const EVENT_COLUMNS: readonly Column<Event>[] = [
  { title: "At (UTC)", of: ({ at }) => minute(at), keep: true },
  { title: "Who", of: ({ who }) => who.name },
  { title: "What", of: ({ what, reason }) => (reason === null ? what : `${what} (${reason})`) },
  { title: "Where", of: ({ where }) => where?.name ?? null },
  { title: "Outcome", of: ({ outcome }) => outcome, keep: true },
];

export const BATCH_COLUMNS: readonly Column<Batch>[] = [
  { title: "Batch", of: ({ name }) => name },
  { title: "State", of: ({ state }) => state, keep: true },
  { title: "Changes", of: ({ size }) => size, right: true },
  { title: "Done", of: ({ counts }) => counts.done, right: true },
  { title: "Failed", of: ({ counts }) => (counts.failed ?? 0) + (counts.unknown ?? 0), right: true },
  { title: "By", of: ({ by }) => by },
  { title: "Begun (UTC)", of: ({ createdAt }) => minute(createdAt), keep: true },
  { title: "Id", of: ({ id }) => id, keep: true },
];

export const SCHEDULE_COLUMNS: readonly Column<Schedule>[] = [
  { title: "Due (UTC)", of: ({ dueAt }) => minute(dueAt), keep: true },
  { title: "What", of: ({ name }) => name },
  { title: "Kind", of: ({ kind }) => kind, keep: true },
  { title: "State", of: ({ state, reason }) => (reason === null ? state : `${state}: ${reason}`) },
  { title: "By", of: ({ by }) => by },
  { title: "Id", of: ({ id }) => id, keep: true },
];

export const REVIEW_COLUMNS: readonly Column<Review>[] = [
  { title: "Review", of: ({ name }) => name },
  { title: "State", of: ({ state, isOverdue }) => (isOverdue ? `${state}, overdue` : state), keep: true },
  { title: "Decided", of: ({ decided, rows }) => `${decided} of ${rows}`, right: true },
  { title: "Due", of: ({ dueAt }) => day(dueAt), keep: true },
  { title: "By", of: ({ createdBy }) => createdBy },
  { title: "Id", of: ({ id }) => id, keep: true },
];

export const CHANGE_COLUMNS: readonly Column<BatchDetails["changes"]["items"][number]>[] = [
  { title: "State", of: ({ state }) => state, keep: true },
  { title: "Change", of: ({ title }) => title },
  { title: "Team", of: ({ teamName }) => teamName },
  { title: "Reason", of: ({ reason }) => reason },
];
