import "server-only";
import type { ChangeKindName } from "#lib/core/change-names.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";

/** Throws NOT_FOUND unless the whole of a connection is the viewer's: what is done to it reaches all its teams. */
export function requireConnection({ scope }: Viewer, connectionId: string): void {
  if (scope === "all" || scope.connections.includes(connectionId)) return;
  throw new AppError("NOT_FOUND", { reason: "This connection is gone" });
}

/** Throws NOT_FOUND unless the team is there for the viewer. For what is written without being read first. */
export async function requireTeam({ scope }: Viewer, teamId: string): Promise<void> {
  if (scope === "all") return;
  const team = await db().selectFrom("teams").select("id").where("id", "=", teamId).executeTakeFirst();
  if (!team) throw new AppError("NOT_FOUND", { reason: "This team is gone" });
}

/**
 * Why a change goes beyond what a viewer was granted of a connection that is theirs in part; undefined where it does not.
 * What is not theirs at all is not there when it is planned.
 */
export async function limitReason(
  { scope }: Viewer,
  kind: ChangeKindName,
  connection: { id: string; targetName: string },
  userId: unknown,
): Promise<string | undefined> {
  if (scope === "all" || scope.connections.includes(connection.id)) return undefined;
  const hasPeople = scope.organizations.includes(connection.id);
  if (kind === "team.create") return `You may change some teams of ${connection.targetName} only`;
  if (hasPeople) return undefined;
  if (kind.startsWith("org.")) return `You may not change who is in ${connection.targetName}`;
  if (kind !== "member.add") return undefined;
  const known = await db()
    .selectFrom("members")
    .select("id")
    .where("connection_id", "=", connection.id)
    .where("user_id", "=", String(userId))
    .where("removed_at", "is", null)
    .limit(1)
    .executeTakeFirst();
  return known ? undefined : "You may only add people whom you see in a team of yours";
}
