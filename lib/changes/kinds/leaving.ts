import "server-only";
import { type Db, db, type Tx } from "#lib/store/db/connection.ts";
import type { TeamRole, VendorFacts } from "#lib/vendors/port.ts";

/** The role that manages a team at this vendor: admin where it knows one, else owner. */
export const managingRole = (facts: VendorFacts): TeamRole =>
  facts.capabilities.knownRoles.includes("admin") ? "admin" : "owner";

/** What a change that takes a managing role away locks: nothing else that does so in this team, unless enough stay. */
export const managersLock = (teamId: string): string => `managers:${teamId}`;
/** The target of a change of a member's role in a team. */
export const memberTarget = (teamId: string, userId: string): string => `member:${teamId}:${userId}`;

/**
 * People whose managing role a change of ours is taking away in a team now, besides the change `exceptId`; with `since`
 * (ISO) also those from whom one took it away after that.
 */
export async function leavingManagers(
  teamId: string,
  exceptId: string,
  since?: string,
): Promise<ReadonlySet<string>> {
  const prefix = memberTarget(teamId, "");
  const takingAway = () =>
    db()
      .selectFrom("changes")
      .select("target")
      .where("lock", "=", managersLock(teamId))
      .where("id", "!=", exceptId);
  const rows = await takingAway().where("state", "=", "running").execute();
  if (since !== undefined)
    rows.push(
      ...(await takingAway()
        .where("ended_at", ">=", since)
        .where("state", "in", ["done", "unknown"])
        .execute()),
    );
  return new Set(rows.map(({ target }) => target.slice(prefix.length)));
}

/** Whether the team keeps a confirmed manager whatever becomes of the changes with these targets. By the store. */
export async function staysManaged(
  store: Tx | Db,
  teamId: string,
  role: TeamRole,
  targets: readonly string[],
): Promise<boolean> {
  const prefix = memberTarget(teamId, "");
  const leaving = targets.map((target) => target.slice(prefix.length));
  const other = await store
    .selectFrom("members")
    .select("user_id")
    .where("team_id", "=", teamId)
    .where("role", "=", role)
    .where("status", "=", "active")
    .where("removed_at", "is", null)
    .where("user_id", "not in", leaving)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}
