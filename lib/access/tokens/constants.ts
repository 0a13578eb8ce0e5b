import type { Permission } from "#lib/core/permissions.ts";

/** What a token can be allowed, of what its owner may do. */
export const TOKEN_SCOPES = [
  "team.read",
  "member.read",
  "secret.read",
  "activity.read",
  "connection.read",
  "review.read",
] as const satisfies readonly Permission[];
export type Scope = (typeof TOKEN_SCOPES)[number];

export const SCOPE_WORDS: Record<Scope, { label: string; hint: string }> = {
  "team.read": { label: "Teams", hint: "team.read" },
  "member.read": { label: "Members and people", hint: "member.read" },
  "secret.read": { label: "Names and ages of secrets", hint: "secret.read: never a value" },
  "activity.read": { label: "Activity, batches and schedules", hint: "activity.read" },
  "connection.read": { label: "Connections", hint: "connection.read: never a vendor's token" },
  "review.read": { label: "Reviews", hint: "review.read" },
};

/** So long before its end a token is said to end soon. */
export const ENDING_MS = 7 * 24 * 3_600_000;
export const DEFAULT_DAYS = 90;
export const MOST_DAYS = 365;
export const DAYS_OFFERED = [7, 30, DEFAULT_DAYS, 180, MOST_DAYS] as const;
/** How many of somebody's tokens work at a time. */
export const MOST_TOKENS = 50;
