import "server-only";
import type { Tx } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";

/**
 * Notes which awaited addresses of a team are among its members now: appeared when their row is there, confirmed when
 * they have accepted. Cheap where nobody is waited for.
 */
export async function matchInvitations(tx: Tx, teamId: string, at: string): Promise<void> {
  const open = await tx
    .selectFrom("invitations")
    .select(["id", "email_key", "appeared_at"])
    .where("team_id", "=", teamId)
    .where("confirmed_at", "is", null)
    .where("dismissed_at", "is", null)
    .execute();
  for (const some of chunks(open)) {
    const rows = await tx
      .selectFrom("members")
      .select(["email_key", "status"])
      .where("team_id", "=", teamId)
      .where("removed_at", "is", null)
      .where(
        "email_key",
        "in",
        some.map((invitation) => invitation.email_key),
      )
      .execute();
    const statuses = new Map(rows.map((row) => [row.email_key, row.status]));
    for (const invitation of some) {
      const status = statuses.get(invitation.email_key);
      const isConfirmed = status === "active";
      if (status === undefined || (invitation.appeared_at !== null && !isConfirmed)) continue;
      await tx
        .updateTable("invitations")
        .set({ appeared_at: invitation.appeared_at ?? at, ...(isConfirmed ? { confirmed_at: at } : {}) })
        .where("id", "=", invitation.id)
        .execute();
    }
  }
}
