import "server-only";
import { sql } from "kysely";
import type { PlanContext } from "#lib/changes/kinds/kind.ts";
import type { Effects } from "#lib/changes/types.ts";
import type { ChangeKindName } from "#lib/core/change-names.ts";
import { db } from "#lib/store/db/connection.ts";
import { outsideViews } from "#lib/store/db/view.ts";
import type { TeamRole } from "#lib/vendors/port.ts";

/** What somebody took away within this time and brings back in another shape was changed, not made anew. */
const LATELY_MS = 3_600_000;

/** Adds up what changes amount to, each with its own kind. */
export function sumOfEffects(
  changes: readonly { kind: ChangeKindName; effects?: Effects | null | undefined; count?: number }[],
): Effects {
  const sum: Effects = {};
  for (const { kind, effects, count = 1 } of changes)
    for (const [name, n] of Object.entries({ ...effects, [kind]: 1 }) as [ChangeKindName, number][])
      sum[name] = (sum[name] ?? 0) + n * count;
  return sum;
}

/** Leaves out what does not happen, so that a change without other effects has none. */
export function effectsOf(given: Effects): Effects | undefined {
  const some = Object.entries(given).filter(([, count]) => count > 0);
  return some.length > 0 ? Object.fromEntries(some) : undefined;
}

/** Each target of the connection that a change of this kind took away lately, with the role that somebody had there. */
export const takenLately = (
  ctx: Pick<PlanContext<ChangeKindName>, "connection" | "remember">,
  kind: "member.remove" | "secret.delete",
): Promise<ReadonlyMap<string, TeamRole | null>> =>
  ctx.remember(`taken:${kind}:${ctx.connection.id}`, async () => {
    const rows = await outsideViews(() =>
      db()
        .selectFrom("changes")
        .select(["target", "role_before"])
        .where("connection_id", "=", ctx.connection.id)
        .where("kind", "=", kind)
        .where("state", "not in", ["skipped", "cancelled", "failed"])
        .where("created_at", ">", new Date(Date.now() - LATELY_MS).toISOString())
        .orderBy("created_at")
        .execute(),
    );
    return new Map(rows.map((row) => [row.target, row.role_before]));
  });

/** How many people a team has, by the store: all of it counts, whoever asks. */
export async function countMembers(teamId: string): Promise<number> {
  const { n } = await outsideViews(() =>
    db()
      .selectFrom("members")
      .select(sql<number>`count(*)`.as("n"))
      .where("team_id", "=", teamId)
      .where("removed_at", "is", null)
      .executeTakeFirstOrThrow(),
  );
  return Number(n);
}

/** In how many teams of the connection somebody is, by the store: those that whoever asks does not see count too. */
export async function countMemberships(connectionId: string, userId: string): Promise<number> {
  const { n } = await outsideViews(() =>
    db()
      .selectFrom("members")
      .innerJoin("teams", "teams.id", "members.team_id")
      .select(sql<number>`count(*)`.as("n"))
      .where("members.connection_id", "=", connectionId)
      .where("members.user_id", "=", userId)
      .where("members.removed_at", "is", null)
      .where("teams.kind", "=", "team")
      .where("teams.removed_at", "is", null)
      .executeTakeFirstOrThrow(),
  );
  return Number(n);
}
