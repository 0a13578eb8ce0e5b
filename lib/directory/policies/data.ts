import "server-only";
import { sql } from "kysely";
import { byPolicy, isDue, isOverdue, readPolicies } from "#lib/directory/policies/limits.ts";
import type { PolicyRow } from "#lib/directory/policies/schema.ts";
import { liveSecrets } from "#lib/directory/secrets/data.ts";
import { teamLabels } from "#lib/directory/teams/labels.ts";
import { db } from "#lib/store/db/connection.ts";

const when = (condition: ReturnType<typeof isDue>) =>
  sql<number | null>`sum(case when ${condition} then 1 else 0 end)`;

/** The policies, most specific first, each with how many secrets it decides about and how those stand. */
export async function listPolicies(): Promise<PolicyRow[]> {
  const policies = await readPolicies();
  const labels = await teamLabels(policies.flatMap(({ teamId }) => teamId ?? []));
  // Grouped outside: a CASE with bound values is not the same expression twice to Postgres.
  const decided = liveSecrets().select([
    byPolicy<string>(policies, "text", ({ id }) => id).as("policy"),
    sql<number>`case when ${isDue(policies)} then 1 else 0 end`.as("due"),
    sql<number>`case when ${isOverdue(policies)} then 1 else 0 end`.as("overdue"),
  ]);
  const counted = await db()
    .selectFrom(decided.as("decided"))
    .select((row) => [
      "policy",
      sql<number>`count(*)`.as("secrets"),
      row.fn.sum<number>("due").as("due"),
      row.fn.sum<number>("overdue").as("overdue"),
    ])
    .groupBy("policy")
    .execute();
  const counts = new Map(counted.map((row) => [row.policy, row]));
  return policies.map(({ id, teamId, pattern, days }) => {
    const count = counts.get(id);
    return {
      id,
      ...(teamId === null ? {} : { teamId, teamName: labels.get(teamId) ?? "" }),
      ...(pattern === null ? {} : { pattern }),
      days,
      secrets: Number(count?.secrets ?? 0),
      due: Number(count?.due ?? 0),
      overdue: Number(count?.overdue ?? 0),
    };
  });
}

/** How many secrets there are, how many are due, and overdue, by the policies. Those of unknown age are neither. */
export async function countSecrets(): Promise<{ secrets: number; due: number; overdue: number }> {
  const policies = await readPolicies();
  const counted = await liveSecrets()
    .select(sql<number>`count(*)`.as("secrets"))
    .select([when(isDue(policies)).as("due"), when(isOverdue(policies)).as("overdue")])
    .executeTakeFirstOrThrow();
  return { secrets: Number(counted.secrets), due: Number(counted.due), overdue: Number(counted.overdue) };
}
