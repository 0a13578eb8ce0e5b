import "server-only";
import { sql } from "kysely";
import { RANKS } from "#lib/directory/members/stored.ts";
import { lockPeople, peopleOfMembers, recomputePeople } from "#lib/directory/people/maintain.ts";
import { bumpVersion, listId } from "#lib/directory/sync/lists.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { managesOrg } from "#lib/vendors/managing-org-role.ts";
import type { TeamRole } from "#lib/vendors/port.ts";

/** A change of ours wrote over what the vendor had said: the next sync must look at the whole row. */
const touched = (touchedAt: string) => ({ touched_at: touchedAt, digest: null });

/** Gives a stored member another role in the team, as a change of ours did at the vendor. */
export async function patchMemberRole(
  tx: Tx,
  teamId: string,
  userId: string,
  role: TeamRole,
  touchedAt: string,
): Promise<void> {
  await bumpVersion(tx, listId(teamId, "members"));
  await tx
    .updateTable("members")
    .set({ role, role_rank: RANKS[role], vendor_role: null, ...touched(touchedAt) })
    .where("team_id", "=", teamId)
    .where("user_id", "=", userId)
    .execute();
  await followPatch(tx, { team_id: teamId, user_id: userId });
}

/** Brings the people up to date whose rows were patched. */
async function followPatch(
  tx: Tx,
  rows: { team_id: string; user_id: string } | { connection_id: string; user_id: string },
): Promise<void> {
  await lockPeople(tx);
  const where = Object.entries(rows).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  await recomputePeople(tx, await peopleOfMembers(tx, sql.join(where, sql` and `)));
}

/** Takes a member out of the team, leaving a tombstone until a run that began later has reached the end. */
export async function tombstoneMember(
  tx: Tx,
  teamId: string,
  userId: string,
  touchedAt: string,
): Promise<void> {
  await bumpVersion(tx, listId(teamId, "members"));
  await tx
    .updateTable("members")
    .set({ removed_at: touchedAt, ...touched(touchedAt) })
    .where("team_id", "=", teamId)
    .where("user_id", "=", userId)
    .execute();
  await followPatch(tx, { team_id: teamId, user_id: userId });
}

async function bumpListsOfPerson(tx: Tx, connectionId: string, userId: string): Promise<void> {
  const rows = await tx
    .selectFrom("members")
    .select("team_id")
    .where("connection_id", "=", connectionId)
    .where("user_id", "=", userId)
    .execute();
  await bumpVersion(
    tx,
    rows.map((row) => listId(row.team_id, "members")),
  );
}

/** Gives a person another role in the organization, in every row of the connection. null is a guest. */
export async function patchOrgRole(
  tx: Tx,
  connectionId: string,
  userId: string,
  orgRole: string | null,
  touchedAt: string,
): Promise<void> {
  await bumpListsOfPerson(tx, connectionId, userId);
  await tx
    .updateTable("members")
    .set({ org_role: orgRole, in_org: 1, ...touched(touchedAt) })
    .where("connection_id", "=", connectionId)
    .where("user_id", "=", userId)
    .execute();
  await patchOwnRole(tx, connectionId, userId, orgRole);
  await followPatch(tx, { connection_id: connectionId, user_id: userId });
}

/** In an organization's own list Rollcall's role says whether somebody runs it. */
async function patchOwnRole(
  tx: Tx,
  connectionId: string,
  userId: string,
  orgRole: string | null,
): Promise<void> {
  const own = await tx
    .selectFrom("members")
    .innerJoin("teams", "teams.id", "members.team_id")
    .select(["members.id", "members.vendor"])
    .where("members.connection_id", "=", connectionId)
    .where("members.user_id", "=", userId)
    .where("teams.kind", "=", "organization")
    .executeTakeFirst();
  if (!own) return;
  const role = managesOrg(own.vendor, orgRole) ? "admin" : "member";
  await tx
    .updateTable("members")
    .set({ role, role_rank: RANKS[role], vendor_role: orgRole === role ? null : orgRole, digest: null })
    .where("id", "=", own.id)
    .execute();
}

/** Takes a person out of the organization and so out of all its teams. */
export async function tombstoneOrgMember(
  tx: Tx,
  connectionId: string,
  userId: string,
  touchedAt: string,
): Promise<void> {
  await bumpListsOfPerson(tx, connectionId, userId);
  await tx
    .updateTable("members")
    .set({ removed_at: touchedAt, ...touched(touchedAt) })
    .where("connection_id", "=", connectionId)
    .where("user_id", "=", userId)
    .execute();
  await followPatch(tx, { connection_id: connectionId, user_id: userId });
}
