import "server-only";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import { DEFAULT_POLICY, DUE_DAYS } from "#lib/directory/policies/constants.ts";
import { db, type Tx } from "#lib/store/db/connection.ts";
import { textKey } from "#lib/store/db/text-key.ts";

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 90;

export type Policy = { id: string; teamId: string | null; pattern: string | null; days: number };

/** All policies, the most specific first: a team and a name, then a name, then a team, then the default. */
export async function readPolicies(tx?: Tx): Promise<Policy[]> {
  const rows = await (tx ?? db())
    .selectFrom("policies")
    .select(["id", "team_id as teamId", "pattern", "days"])
    .execute();
  return rows.sort(bySpecificity);
}

/** Signs of a pattern that are meant literally: more of them say more. */
const literals = (pattern: string | null): number => pattern?.replace(/[*?]/g, "").length ?? 0;
const level = (policy: Policy): number =>
  (policy.pattern === null ? 0 : 2) +
  (policy.teamId === null ? 0 : 1) -
  (policy.id === DEFAULT_POLICY ? 1 : 0);

function bySpecificity(a: Policy, b: Policy): number {
  return (
    level(b) - level(a) ||
    literals(b.pattern) - literals(a.pattern) ||
    a.days - b.days ||
    (a.id < b.id ? -1 : 1)
  );
}

/** A glob as a LIKE pattern over `name_key`. */
const likeOf = (glob: string): string =>
  textKey(glob)
    .replace(/[\\%_]/g, "\\$&")
    .replaceAll("*", "%")
    .replaceAll("?", "_");

function applies({ teamId, pattern }: Policy): RawBuilder<SqlBool> {
  const ofTeam = sql<SqlBool>`secrets.team_id = ${teamId}`;
  const ofName = sql<SqlBool>`secrets.name_key like ${likeOf(pattern ?? "")} escape '\\'`;
  if (teamId === null) return ofName;
  return pattern === null ? ofTeam : sql<SqlBool>`(${ofTeam} and ${ofName})`;
}

/**
 * Something of the policy that decides about a row of `secrets`, as SQL: the first that applies, in the order of
 * `readPolicies`. `read` gives what is asked of one, as text or as a number.
 */
export function byPolicy<T extends string | number>(
  policies: readonly Policy[],
  type: T extends string ? "text" : "integer",
  read: (policy: Policy) => T,
): RawBuilder<T> {
  const value = (policy: Policy) => sql`cast(${read(policy)} as ${sql.raw(type)})`;
  const special = policies.filter((policy) => policy.id !== DEFAULT_POLICY);
  const otherwise = policies.find((policy) => policy.id === DEFAULT_POLICY) ?? FALLBACK;
  if (special.length === 0) return sql<T>`${value(otherwise)}`;
  const cases = special.map((policy) => sql`when ${applies(policy)} then ${value(policy)}`);
  return sql<T>`case ${sql.join(cases, sql` `)} else ${value(otherwise)} end`;
}

const FALLBACK: Policy = { id: DEFAULT_POLICY, teamId: null, pattern: null, days: DEFAULT_DAYS };

/** Days of the default policy. */
export const defaultDays = (policies: readonly Policy[]): number =>
  policies.find((policy) => policy.id === DEFAULT_POLICY)?.days ?? DEFAULT_DAYS;

/** After how many days a row of `secrets` is overdue. */
export const limitDays = (policies: readonly Policy[]): RawBuilder<number> =>
  byPolicy<number>(policies, "integer", (policy) => policy.days);

/** When a secret's value was last set, as far as the vendor tells. */
export const lastSet = sql<string | null>`coalesce(secrets.modified_at, secrets.created_at)`;

const cutoff = (policies: readonly Policy[], leftDays: number, nowMs: number): RawBuilder<string> =>
  byPolicy<string>(policies, "text", ({ days }) =>
    new Date(nowMs - (days - leftDays) * DAY_MS).toISOString(),
  );

/** A row of `secrets` is older than its policy allows. Of unknown age: never. */
export const isOverdue = (policies: readonly Policy[], nowMs = Date.now()): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${lastSet} <= ${cutoff(policies, 0, nowMs)})`;

/** It will be in at most `DUE_DAYS` days, and is not yet. */
export const isDue = (policies: readonly Policy[], nowMs = Date.now()): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${lastSet} <= ${cutoff(policies, DUE_DAYS, nowMs)} and ${lastSet} > ${cutoff(policies, 0, nowMs)})`;
