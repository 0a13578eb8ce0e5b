import "server-only";
import type { Selectable } from "kysely";
import { HINTS, type Hint, IDLE_DAYS } from "#lib/changes/reviews/constants.ts";
import type { ReviewScope } from "#lib/changes/reviews/schema.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { managesOrg } from "#lib/vendors/managing-org-role.ts";

type Member = Selectable<Tables["members"]>;
/** What is known besides a member's own row. */
export type HintContext = {
  nowMs: number;
  domains: readonly string[];
  /** "team user": whose role or membership has an end. */
  temporary: ReadonlySet<string>;
};

const DAY_MS = 86_400_000;

/** Whether an address is of none of these domains, or below one. Without an address nobody knows. */
export function isOutside(emailKey: string | null, domains: readonly string[]): boolean {
  if (emailKey === null || domains.length === 0) return false;
  const own = emailKey.slice(emailKey.lastIndexOf("@") + 1);
  return !domains.some((domain) => own === domain || own.endsWith(`.${domain}`));
}

const isIdle = (at: string, nowMs: number): boolean => nowMs - Date.parse(at) > IDLE_DAYS * DAY_MS;

/** What stands beside somebody's row for whoever decides, as bits. */
export function hintsOf(member: Member, { nowMs, domains, temporary }: HintContext): number {
  const seen = member.last_active_at;
  const isManager = member.role !== "member" || managesOrg(member.vendor, member.org_role ?? undefined);
  const held: Record<Hint, boolean> = {
    idle: seen !== null && isIdle(seen, nowMs),
    outside: isOutside(member.email_key, domains),
    admin: isManager,
    temporary: temporary.has(`${member.team_id} ${member.user_id}`),
    never: seen === null && member.status !== "invited",
  };
  return Object.entries(HINTS).reduce((bits, [name, bit]) => (held[name as Hint] ? bits | bit : bits), 0);
}

/** The names of a column's bits. */
export const hintNames = (bits: number): Hint[] =>
  (Object.keys(HINTS) as Hint[]).filter((name) => (bits & HINTS[name]) !== 0);

/** Whether somebody with these hints belongs to a review of this scope: they meet all that it asks for. */
export const isWanted = (bits: number, { only }: ReviewScope): boolean =>
  (!only.managers || (bits & HINTS.admin) !== 0) &&
  (!only.idle || (bits & (HINTS.idle | HINTS.never)) !== 0) &&
  (!only.outside || (bits & HINTS.outside) !== 0);
