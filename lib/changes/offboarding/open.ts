import "server-only";
import { sql } from "kysely";
import type { OffboardingLine } from "#lib/changes/offboarding/schema.ts";
import { db } from "#lib/store/db/connection.ts";

/** What is still to be done of these offboardings: by hand, and secrets that were not rotated since. */
export async function openOf(batchIds: readonly string[]): Promise<Map<string, OffboardingLine["open"]>> {
  if (batchIds.length === 0) return new Map();
  const [byHand, toRotate] = await Promise.all([
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
  return new Map(batchIds.map((id) => [id, { byHand: hand.get(id) ?? 0, toRotate: rotate.get(id) ?? 0 }]));
}
