import "server-only";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import { type Granted, MAX_GRANTED_TEAMS } from "#lib/core/limits.ts";
import type { Tx } from "#lib/store/db/connection.ts";

/** Takes what a subject is limited to away, and with that its limit. */
export async function dropLimits(tx: Tx, subjects: readonly string[]): Promise<void> {
  if (subjects.length === 0) return;
  await tx.deleteFrom("grants").where("subject", "in", subjects).execute();
  await tx.deleteFrom("limits").where("subject", "in", subjects).execute();
}

/**
 * Limits a subject to what is granted, in place of an earlier limit; answers the names of what is granted. Throws NOT_FOUND for a
 * connection or team that is gone or stands elsewhere, INVALID_INPUT for too many teams.
 */
export async function storeLimit(
  tx: Tx,
  subject: string,
  granted: readonly Granted[],
  createdBy: string,
): Promise<string[]> {
  const places = await placesOf(tx, granted);
  await dropLimits(tx, [subject]);
  await tx.insertInto("limits").values({ subject, created_by: createdBy, created_at: nowIso() }).execute();
  const rows = granted.flatMap(({ connectionId, teamIds }) =>
    (teamIds === "all" ? [""] : [...new Set(teamIds)]).map((team_id) => ({
      subject,
      connection_id: connectionId,
      team_id,
    })),
  );
  if (rows.length > 0) await tx.insertInto("grants").values(rows).execute();
  return places;
}

/** Ids of what is granted, as an event keeps them. */
export const grantedIds = (granted: readonly Granted[] | null) => ({
  connections: (granted ?? []).map((one) => one.connectionId),
  teams: (granted ?? []).flatMap((one) => (one.teamIds === "all" ? [] : one.teamIds)),
});

/** Which of these subjects are limited. */
export const limitedAmong = (tx: Tx, subjects: readonly string[]) =>
  tx.selectFrom("limits").select("subject").where("subject", "in", subjects).execute();

/** Throws FORBIDDEN for who was limited after the request began: what they give could reach further than they do. */
export async function refuseLimited(
  tx: Tx,
  { userId, role }: { userId: string; role: string },
): Promise<void> {
  const [mine] = await limitedAmong(tx, [`user:${userId}`, `role:${role}`]);
  if (mine) throw new AppError("FORBIDDEN", { reason: "You were limited yourself meanwhile" });
}

async function placesOf(tx: Tx, granted: readonly Granted[]): Promise<string[]> {
  const places: string[] = [];
  let teams = 0;
  for (const { connectionId, teamIds } of granted) {
    const connection = await tx
      .selectFrom("connections")
      .select("label")
      .where("id", "=", connectionId)
      .executeTakeFirst();
    if (!connection) throw new AppError("NOT_FOUND", { reason: "A connection is gone. Reload the page." });
    if (teamIds === "all") {
      places.push(connection.label);
      continue;
    }
    const rows = await tx
      .selectFrom("teams")
      .select(["id", "name"])
      .where("connection_id", "=", connectionId)
      .where("id", "in", teamIds)
      .orderBy("name_key")
      .execute();
    if (rows.length < new Set(teamIds).size)
      throw new AppError("NOT_FOUND", { reason: "A team is gone. Reload the page." });
    places.push(...rows.map((row) => `${row.name} of ${connection.label}`));
    teams += rows.length;
  }
  if (teams > MAX_GRANTED_TEAMS)
    throw new AppError("INVALID_INPUT", {
      reason: `At most ${MAX_GRANTED_TEAMS} teams are granted one by one: grant whole connections`,
    });
  return places;
}
