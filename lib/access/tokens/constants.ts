import { CHANGE_KINDS } from "#lib/core/change-names.ts";
import type { Permission } from "#lib/core/permissions.ts";

/** What a token can be allowed, of what its owner may do, as the form groups it. */
export const SCOPE_GROUPS = [
  {
    name: "Read",
    scopes: [
      "team.read",
      "member.read",
      "member.export",
      "secret.read",
      "activity.read",
      "connection.read",
      "review.read",
    ],
  },
  { name: "Change members", scopes: ["member.setRole", "member.add", "member.remove", "offboarding.begin"] },
  {
    name: "Change organizations",
    scopes: ["org.invite", "org.setRole", "org.removeMember", "org.deleteLink"],
  },
  { name: "Change teams", scopes: ["team.create", "team.rename", "team.delete"] },
  { name: "Change secrets", scopes: ["secret.create", "secret.rotate", "secret.delete"] },
] as const satisfies readonly { name: string; scopes: readonly Permission[] }[];

export type Scope = (typeof SCOPE_GROUPS)[number]["scopes"][number];
export const TOKEN_SCOPES: readonly Scope[] = SCOPE_GROUPS.flatMap(({ scopes }): readonly Scope[] => scopes);

/** Scopes that are kinds of changes: what a token needs to plan one, as to apply it. */
export const CHANGE_SCOPES: readonly Scope[] = TOKEN_SCOPES.filter((scope) =>
  (CHANGE_KINDS as readonly string[]).includes(scope),
);

export const SCOPE_WORDS: Record<Scope, { label: string; hint: string }> = {
  "team.read": { label: "Teams", hint: "team.read" },
  "member.read": { label: "Members and people", hint: "member.read" },
  "member.export": { label: "The roster of all teams", hint: "member.export" },
  "secret.read": { label: "Names and ages of secrets", hint: "secret.read: never a value" },
  "activity.read": { label: "Activity, batches and schedules", hint: "activity.read" },
  "connection.read": { label: "Connections", hint: "connection.read: never a vendor's token" },
  "review.read": { label: "Reviews", hint: "review.read" },
  "member.setRole": { label: "Change roles in teams", hint: "member.setRole" },
  "member.add": { label: "Add people to teams", hint: "member.add" },
  "member.remove": { label: "Remove people from teams", hint: "member.remove" },
  "offboarding.begin": { label: "Offboard people", hint: "offboarding.begin, besides what it removes" },
  "org.invite": { label: "Invite people", hint: "org.invite" },
  "org.setRole": { label: "Change roles in organizations", hint: "org.setRole" },
  "org.removeMember": { label: "Remove people from organizations", hint: "org.removeMember" },
  "org.deleteLink": { label: "Delete invite links", hint: "org.deleteLink" },
  "team.create": { label: "Make teams", hint: "team.create" },
  "team.rename": { label: "Rename teams", hint: "team.rename" },
  "team.delete": { label: "Delete teams", hint: "team.delete" },
  "secret.create": { label: "Make secrets", hint: "secret.create" },
  "secret.rotate": { label: "Rotate secrets", hint: "secret.rotate" },
  "secret.delete": { label: "Delete secrets", hint: "secret.delete" },
};

/** So long before its end a token is said to end soon. */
export const ENDING_MS = 7 * 24 * 3_600_000;
export const DEFAULT_DAYS = 90;
export const MOST_DAYS = 365;
export const DAYS_OFFERED = [7, 30, DEFAULT_DAYS, 180, MOST_DAYS] as const;
/** How many of somebody's tokens work at a time. */
export const MOST_TOKENS = 50;
