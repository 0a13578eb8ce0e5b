import "server-only";
import { sql } from "kysely";
import { AppError } from "#lib/core/errors.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import { DEFAULT_POLICY, MAX_POLICIES } from "#lib/directory/policies/constants.ts";
import type { NewPolicy } from "#lib/directory/policies/schema.ts";
import { appendEvent, type NewEvent } from "#lib/store/audit/append.ts";
import { type Tx, transact } from "#lib/store/db/connection.ts";

type Actor = NewEvent["actor"];
const scopeOf = (teamId: string, pattern: string): string => `${teamId}|${pattern.toLowerCase()}`;

/** Adds a policy; with the `id` of one that is there it is that one. Throws INVALID_INPUT: the team is gone, there is one for this already, or there are too many. */
export async function createPolicy(
  actor: Actor,
  { teamId, pattern, days }: NewPolicy,
  id = newId(),
): Promise<string> {
  const at = nowIso();
  return transact(async (tx) => {
    const same = await tx.selectFrom("policies").select("scope").where("id", "=", id).executeTakeFirst();
    if (same && same.scope !== scopeOf(teamId, pattern)) throw new AppError("KEY_REUSED");
    if (same) return id;
    const counted = await tx
      .selectFrom("policies")
      .select(sql<number>`count(*)`.as("n"))
      .executeTakeFirstOrThrow();
    if (Number(counted.n) >= MAX_POLICIES)
      throw wrong("pattern", `There are ${MAX_POLICIES} policies already: delete some first`);
    const teamName = teamId ? await nameOfTeam(tx, teamId) : undefined;
    const made = await tx
      .insertInto("policies")
      .values({
        ...{ id, days, created_at: at, updated_at: at },
        team_id: teamId || null,
        pattern: pattern || null,
        scope: scopeOf(teamId, pattern),
      })
      .onConflict((conflict) => conflict.column("scope").doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!made) throw wrong("pattern", "There is a policy for this already");
    await note(tx, actor, "policy.create", { days, pattern, teamId, teamName });
    return id;
  });
}

/** Changes a policy's days. Throws NOT_FOUND. */
export async function updatePolicy(actor: Actor, id: string, days: number): Promise<void> {
  await transact(async (tx) => {
    const before = await tx.selectFrom("policies").selectAll().where("id", "=", id).executeTakeFirst();
    if (!before) throw new AppError("NOT_FOUND", { reason: "This policy was deleted" });
    await tx.updateTable("policies").set({ days, updated_at: nowIso() }).where("id", "=", id).execute();
    await note(tx, actor, "policy.update", { ...(await said(tx, before)), before: before.days, days });
  });
}

/** Deletes a policy; what it decided falls to the next. Throws NOT_FOUND, INVALID_INPUT for the default. */
export async function deletePolicy(actor: Actor, id: string): Promise<void> {
  if (id === DEFAULT_POLICY) throw wrong("id", "The default stays: change its days");
  await transact(async (tx) => {
    const gone = await tx.deleteFrom("policies").where("id", "=", id).returningAll().executeTakeFirst();
    if (!gone) throw new AppError("NOT_FOUND", { reason: "This policy was deleted" });
    await note(tx, actor, "policy.delete", { ...(await said(tx, gone)), days: gone.days });
  });
}

const wrong = (field: string, reason: string) =>
  new AppError("INVALID_INPUT", { reason, fields: { [field]: [reason] } });

async function nameOfTeam(tx: Tx, teamId: string): Promise<string> {
  const team = await tx
    .selectFrom("teams")
    .select("name")
    .where("id", "=", teamId)
    .where("kind", "=", "team")
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (!team) throw wrong("teamId", "This team is gone");
  return team.name;
}

async function said(tx: Tx, row: { team_id: string | null; pattern: string | null }) {
  const team = row.team_id
    ? await tx.selectFrom("teams").select("name").where("id", "=", row.team_id).executeTakeFirst()
    : undefined;
  return { pattern: row.pattern ?? "", teamId: row.team_id ?? "", teamName: team?.name };
}

type Facts = {
  days: number;
  before?: number;
  pattern: string;
  teamId: string;
  teamName: string | undefined;
};

const note = (tx: Tx, actor: Actor, action: string, { teamId, teamName, ...facts }: Facts) =>
  appendEvent(tx, {
    action,
    actor,
    outcome: "done",
    teamId: teamId || null,
    facts: { ...facts, ...(teamName ? { team: teamName } : {}) },
    search: `${facts.pattern} ${teamName ?? ""}`,
  });
