import "server-only";
import { memberTarget } from "#lib/changes/kinds/leaving.ts";
import type { RunContext } from "#lib/changes/types.ts";
import { AppError } from "#lib/core/errors.ts";
import { db } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";

/**
 * Asked before somebody leaves an organization: throws LAST_ADMIN where the same batch could not take them out of a team of it
 * because nobody else manages that. With the organization they would leave the team all the same.
 */
export async function guardHeldBack(
  ctx: Pick<RunContext<"org.removeMember">, "changeId" | "connection" | "input">,
): Promise<void> {
  const held = await db()
    .selectFrom("changes")
    .innerJoin("changes as this", "this.batch_id", "changes.batch_id")
    .innerJoin("teams", "teams.id", "changes.team_id")
    .select(["changes.team_id", "changes.target", "teams.name"])
    .where("this.id", "=", ctx.changeId)
    .where("changes.connection_id", "=", ctx.connection.id)
    .where("changes.kind", "=", "member.remove")
    .where("changes.state", "=", "failed")
    .where("changes.code", "=", "LAST_ADMIN")
    .execute();
  const first = held.find(
    ({ team_id, target }) => team_id !== null && target === memberTarget(team_id, ctx.input.userId),
  );
  if (first)
    throw new AppError("LAST_ADMIN", {
      reason: `Held back: nobody else could manage ${first.name} afterwards`,
    });
}

/** Whether one of these people is a confirmed member of the team, by the store. */
export async function isConfirmedAny(teamId: string, userIds: readonly string[]): Promise<boolean> {
  for (const some of chunks(userIds)) {
    const row = await db()
      .selectFrom("members")
      .select("id")
      .where("team_id", "=", teamId)
      .where("user_id", "in", some)
      .where("status", "=", "active")
      .where("removed_at", "is", null)
      .limit(1)
      .executeTakeFirst();
    if (row) return true;
  }
  return false;
}
