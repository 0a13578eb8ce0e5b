import "server-only";
import { db } from "#lib/db/connection.ts";
import type { InvitationRow } from "#lib/invitations/schema.ts";

/** Confirmed ones are shown for so long. */
const SHOWN_MS = 24 * 3_600_000;

/** Whom a team waits for, oldest first, and who was confirmed within the last day. Dismissed ones are left out. */
export async function listInvitations(teamId: string): Promise<InvitationRow[]> {
  const rows = await db()
    .selectFrom("invitations")
    .selectAll()
    .where("team_id", "=", teamId)
    .where("dismissed_at", "is", null)
    .where((where) =>
      where.or([
        where("confirmed_at", "is", null),
        where("confirmed_at", ">", new Date(Date.now() - SHOWN_MS).toISOString()),
      ]),
    )
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    teamId: row.team_id,
    email: row.email,
    invitedAt: row.created_at,
    ...(row.appeared_at ? { appearedAt: row.appeared_at } : {}),
    ...(row.confirmed_at ? { confirmedAt: row.confirmed_at } : {}),
  }));
}
