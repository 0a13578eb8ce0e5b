import "server-only";
import type { Tx } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";

/**
 * Who has a role or a membership for a time in these teams, each as `{team} {user}`; in an organization's own list, who has
 * their place there for a time.
 */
export async function temporaryOf(tx: Tx, teamIds: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const some of chunks([...teamIds])) {
    const rows = await tx
      .selectFrom("ends")
      .innerJoin("schedules", "schedules.id", "ends.id")
      .innerJoin("teams", "teams.connection_id", "ends.connection_id")
      .select(["teams.id", "teams.kind", "ends.team_id", "ends.user_id"])
      .where("schedules.state", "in", ["scheduled", "held"])
      .where("teams.id", "in", some)
      .execute();
    for (const { id, kind, team_id, user_id } of rows)
      if (team_id === id || (team_id === null && kind === "organization")) found.add(`${id} ${user_id}`);
  }
  return found;
}
