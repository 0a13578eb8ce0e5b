import "server-only";
import { sql } from "kysely";
import type { OffboardingLine } from "#lib/changes/offboarding/schema.ts";
import { leftOutIn, stillInOf } from "#lib/changes/offboarding/still-in.ts";
import { db } from "#lib/store/db/connection.ts";

type Stored = { batch_id: string; left_out: string | null; created_at: string };

/** What is still to be done of these offboardings: where the person still is, by hand, and secrets that were not rotated since. */
export async function openOf(offboardings: readonly Stored[]): Promise<Map<string, OffboardingLine["open"]>> {
  const batchIds = offboardings.map(({ batch_id }) => batch_id);
  if (batchIds.length === 0) return new Map();
  const [stillIn, byHand, toRotate] = await Promise.all([
    stillInOf(offboardings),
    db()
      .selectFrom("offboarding_items")
      .select(["batch_id", sql<number>`count(*)`.as("n")])
      .where("batch_id", "in", batchIds)
      .where("done_at", "is", null)
      .groupBy("batch_id")
      .execute(),
    db()
      .selectFrom("offboardings")
      .innerJoin("changes", "changes.batch_id", "offboardings.batch_id")
      .innerJoin("secrets", "secrets.team_id", "changes.team_id")
      .innerJoin("teams", "teams.id", "secrets.team_id")
      .select(["offboardings.batch_id", sql<number>`count(distinct secrets.id)`.as("n")])
      .where("offboardings.batch_id", "in", batchIds)
      .where("changes.kind", "=", "member.remove")
      .where("secrets.removed_at", "is", null)
      .where("teams.removed_at", "is", null)
      .where((where) => {
        const since = where.fn.coalesce("secrets.rotated_at", "secrets.modified_at");
        return where.or([where(since, "is", null), where(since, "<", where.ref("offboardings.created_at"))]);
      })
      .groupBy("offboardings.batch_id")
      .execute(),
  ]);
  const counts = (rows: readonly { batch_id: string; n: number }[]) =>
    new Map(rows.map(({ batch_id, n }) => [batch_id, Number(n)]));
  const [hand, rotate] = [counts(byHand), counts(toRotate)];
  const open = new Map<string, OffboardingLine["open"]>();
  for (const one of offboardings) {
    const id = one.batch_id;
    open.set(id, {
      stillIn: stillIn.get(id)?.length ?? 0,
      byHand: hand.get(id) ?? 0,
      toRotate: (rotate.get(id) ?? 0) + (await toRotateLeftOut(one)),
    });
  }
  return open;
}

/** Secrets of teams that the batch leaves out: they could have been read just as well. */
async function toRotateLeftOut({ batch_id, left_out, created_at }: Stored): Promise<number> {
  const teamIds = leftOutIn(left_out).flatMap(({ isOrganization, teamId }) =>
    isOrganization ? [] : [teamId],
  );
  if (teamIds.length === 0) return 0;
  const { n } = await db()
    .selectFrom("secrets")
    .innerJoin("teams", "teams.id", "secrets.team_id")
    .select(sql<number>`count(*)`.as("n"))
    .where("secrets.team_id", "in", [...new Set(teamIds)])
    .where("secrets.removed_at", "is", null)
    .where("teams.removed_at", "is", null)
    .where((where) => {
      const since = where.fn.coalesce("secrets.rotated_at", "secrets.modified_at");
      return where.or([where(since, "is", null), where(since, "<", created_at)]);
    })
    .where("secrets.team_id", "not in", (taken) =>
      taken
        .selectFrom("changes")
        .select((of) => of.fn.coalesce("changes.team_id", sql<string>`''`).as("id"))
        .where("batch_id", "=", batch_id)
        .where("kind", "=", "member.remove"),
    )
    .executeTakeFirstOrThrow();
  return Number(n);
}
