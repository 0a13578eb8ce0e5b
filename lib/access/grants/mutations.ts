import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { queueUp, revokeLinksMadeBy } from "#lib/access/users/mutations.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import { type Granted, type GrantSubject, MAX_GRANTED_TEAMS, type SetGrants } from "#lib/core/limits.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { type Tx, transact } from "#lib/store/db/connection.ts";
import { subjectKey } from "./data.ts";

const YOURSELF = "Nobody limits themselves: whoever is limited could not take it back";

/**
 * Limits a user or a role to what is granted, or takes the limit away; it holds on their next request. Throws CONFLICT for
 * oneself and one's own role, LAST_ADMIN where no admin without a limit would be left, NOT_FOUND.
 */
export async function setGrants(viewer: Viewer, { subject, granted }: SetGrants): Promise<void> {
  const key = subjectKey(subject);
  await transact(async (tx) => {
    await queueUp(tx);
    // Two admins who limit each other at once: the second one may not any more.
    const [mine] = await limited(tx, [`user:${viewer.userId}`, `role:${viewer.role}`]);
    if (mine) throw new AppError("FORBIDDEN", { reason: "You were limited yourself meanwhile" });
    const whom = await nameOf(tx, viewer, subject, granted !== null);
    const places = granted === null ? [] : await placesOf(tx, granted);
    await tx.deleteFrom("grants").where("subject", "=", key).execute();
    await tx.deleteFrom("limits").where("subject", "=", key).execute();
    if (granted !== null) {
      await tx
        .insertInto("limits")
        .values({ subject: key, created_by: viewer.userId, created_at: nowIso() })
        .execute();
      const rows = granted.flatMap(({ connectionId, teamIds }) =>
        (teamIds === "all" ? [""] : [...new Set(teamIds)]).map((team_id) => ({
          subject: key,
          connection_id: connectionId,
          team_id,
        })),
      );
      if (rows.length > 0) await tx.insertInto("grants").values(rows).execute();
      if (!(await hasWholeAdmin(tx)))
        throw new AppError("LAST_ADMIN", {
          reason: "This would leave no admin who sees everything. Make somebody else one first.",
        });
      if (subject.kind === "user") await revokeLinksMadeBy(tx, subject.id);
    }
    await appendEvent(tx, {
      action: "grant.set",
      actor: actorOf(viewer),
      outcome: "done",
      facts: { subject: subject.kind, isLimited: granted !== null, ...ids(granted) },
      personal: { ...whom, places },
      search: [whom.name, ...places].join(" "),
    });
  });
}

const ids = (granted: readonly Granted[] | null) => ({
  connections: (granted ?? []).map((one) => one.connectionId),
  teams: (granted ?? []).flatMap((one) => (one.teamIds === "all" ? [] : one.teamIds)),
});

const limited = (tx: Tx, subjects: readonly string[]) =>
  tx.selectFrom("limits").select("subject").where("subject", "in", subjects).execute();

async function nameOf(
  tx: Tx,
  viewer: Viewer,
  subject: GrantSubject,
  isLimit: boolean,
): Promise<{ name: string; email?: string }> {
  if (subject.kind === "role") {
    if (subject.id === viewer.role && isLimit) throw new AppError("CONFLICT", { reason: YOURSELF });
    return { name: `every ${subject.id}` };
  }
  if (subject.id === viewer.userId && isLimit) throw new AppError("CONFLICT", { reason: YOURSELF });
  const user = await tx
    .selectFrom("users")
    .select(["name", "email"])
    .where("id", "=", subject.id)
    .executeTakeFirst();
  if (!user) throw new AppError("NOT_FOUND", { reason: "This user is no longer here. Reload the page." });
  return user;
}

/** The names of what is granted. Throws NOT_FOUND for a connection or team that is gone, or stands elsewhere. */
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

/** Whether an active admin is there whom no limit holds. */
async function hasWholeAdmin(tx: Tx): Promise<boolean> {
  const admins = await tx
    .selectFrom("users")
    .select("id")
    .where("role", "=", "admin")
    .where("disabled_at", "is", null)
    .execute();
  const limits = await limited(tx, ["role:admin", ...admins.map(({ id }) => `user:${id}`)]);
  const held = new Set(limits.map(({ subject }) => subject));
  return !held.has("role:admin") && admins.some(({ id }) => !held.has(`user:${id}`));
}
