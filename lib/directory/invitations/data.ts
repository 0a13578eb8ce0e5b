import "server-only";
import type { Selectable } from "kysely";
import type { InvitationRow } from "#lib/directory/invitations/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { TEAM_ROLES, type TeamRole } from "#lib/vendors/port.ts";

/** Confirmed ones are shown for so long; those with a wish until it is fulfilled or dismissed. */
const SHOWN_MS = 24 * 3_600_000;

type Stored = Selectable<Tables["invitations"]>;
type Joined = { user_id: string; name: string; role: TeamRole };

/** Whom a team waits for, oldest first, and who was confirmed within the last day. Dismissed ones are left out. */
export async function listInvitations(teamId: string): Promise<InvitationRow[]> {
  const since = new Date(Date.now() - SHOWN_MS).toISOString();
  const rows = await db()
    .selectFrom("invitations")
    .selectAll()
    .where("team_id", "=", teamId)
    .where("dismissed_at", "is", null)
    .where((where) =>
      where.or([
        where("confirmed_at", "is", null),
        where("confirmed_at", ">", since),
        where("wanted_role", "is not", null),
      ]),
    )
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  const joined = await whoJoined(teamId, rows);
  return rows.map((row) => toRow(row, joined.get(row.email_key))).filter(isShown(since));
}

const isShown =
  (since: string) =>
  ({ confirmedAt, wantedRole, userId }: InvitationRow): boolean =>
    // Who has left again is nobody to promote.
    !confirmedAt || confirmedAt > since || (wantedRole !== undefined && userId !== undefined);

/** The members by now of those who have accepted and were to become something. */
async function whoJoined(teamId: string, rows: readonly Stored[]): Promise<Map<string, Joined>> {
  const keys = rows.filter((row) => row.confirmed_at && row.wanted_role).map((row) => row.email_key);
  const joined = new Map<string, Joined>();
  for (const some of chunks(keys)) {
    const members = await db()
      .selectFrom("members")
      .select(["email_key", "user_id", "name", "role"])
      .where("team_id", "=", teamId)
      .where("email_key", "in", some)
      .where("status", "=", "active")
      .where("removed_at", "is", null)
      .execute();
    for (const { email_key, ...member } of members) if (email_key) joined.set(email_key, member);
  }
  return joined;
}

function toRow(row: Stored, joined: Joined | undefined): InvitationRow {
  const wanted = row.wanted_role;
  const isFulfilled =
    wanted !== null && joined !== undefined && TEAM_ROLES.indexOf(joined.role) <= TEAM_ROLES.indexOf(wanted);
  return {
    id: row.id,
    teamId: row.team_id,
    email: row.email,
    invitedAt: row.created_at,
    ...(row.appeared_at ? { appearedAt: row.appeared_at } : {}),
    ...(row.confirmed_at ? { confirmedAt: row.confirmed_at } : {}),
    ...(wanted && !isFulfilled ? { wantedRole: wanted } : {}),
    ...(wanted && !isFulfilled && row.wanted_minutes !== null ? { wantedMinutes: row.wanted_minutes } : {}),
    ...(joined ? { userId: joined.user_id, name: joined.name } : {}),
  };
}
