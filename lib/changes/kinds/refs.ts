import "server-only";
import type { ConnectionRef, TeamRef } from "#lib/changes/types.ts";
import { personLabel } from "#lib/core/person-words.ts";
import { storedMember } from "#lib/directory/members/data.ts";
import { organizationTeamId } from "#lib/directory/teams/organization.ts";
import { type Db, db, type Tx } from "#lib/store/db/connection.ts";
import { emailKey } from "#lib/store/db/text-key.ts";
import type { MemberStatus, TeamRole, VendorMember } from "#lib/vendors/port.ts";

/** A connection's identity, from the store; never its token. */
export async function getConnectionRef(id: string): Promise<ConnectionRef | undefined> {
  const row = await db()
    .selectFrom("connections")
    .leftJoin("doors", "doors.connection_id", "connections.id")
    .select(["id", "vendor", "target_id", "target_name", "token_user_id", "may_manage", "state"])
    .select("enforces_sso")
    .where("id", "=", id)
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      vendor: row.vendor,
      targetId: row.target_id,
      targetName: row.target_name,
      tokenUserId: row.token_user_id ?? undefined,
      isReadOnly: row.may_manage === 0 ? "told" : row.state === "readonly" ? "seen" : undefined,
      enforcesSso: row.enforces_sso === 1,
    }
  );
}

/** A team or an organization's list of people, unless it is known to be gone. */
export async function getTeamRef(id: string): Promise<TeamRef | undefined> {
  const row = await db()
    .selectFrom("teams")
    .select(["id", "connection_id", "vendor", "kind", "vendor_team_id", "name", "may_manage"])
    .where("id", "=", id)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      connectionId: row.connection_id,
      vendor: row.vendor,
      kind: row.kind,
      vendorTeamId: row.vendor_team_id,
      name: row.name,
      isReadOnly: row.may_manage === 0 ? "told" : undefined,
    }
  );
}

export type KnownMember = {
  userId: string;
  email: string | undefined;
  emailKey: string | undefined;
  label: string;
  role: TeamRole;
  orgRole: string | null;
  inOrg: boolean;
  status: MemberStatus;
};

/** A member as the store has it; undefined when not in the team. */
export async function knownMember(teamId: string, userId: string): Promise<KnownMember | undefined> {
  const row = await storedMember(teamId, userId);
  if (!row) return undefined;
  return {
    userId: row.user_id,
    email: row.email ?? undefined,
    emailKey: row.email_key ?? undefined,
    label: personLabel({ name: row.name, email: row.email, userId: row.user_id }),
    role: row.role,
    orgRole: row.org_role,
    inOrg: row.in_org === 1,
    status: row.status,
  };
}

/** People of an organization by id, those of whom the store knows. */
export async function knownOrgMembers(
  connectionId: string,
  userIds: readonly string[],
): Promise<Map<string, Pick<KnownMember, "label" | "email">>> {
  const teamId = await organizationTeamId(connectionId);
  if (teamId === undefined || userIds.length === 0) return new Map();
  const rows = await db()
    .selectFrom("members")
    .select(["user_id", "email", "name"])
    .where("team_id", "=", teamId)
    .where("user_id", "in", [...new Set(userIds)])
    .execute();
  return new Map(
    rows.map(({ user_id: userId, email, name }) => [
      userId,
      { label: personLabel({ name, email, userId }), email: email ?? undefined },
    ]),
  );
}

/** Whether our copy ever had somebody in the team. */
export const wasMember = async (teamId: string, userId: string): Promise<boolean> =>
  (await db()
    .selectFrom("members")
    .select("id")
    .where("team_id", "=", teamId)
    .where("user_id", "=", userId)
    .executeTakeFirst()) !== undefined;

/** What a member's row showed last, also after it is gone; else the id. */
export async function memberLabel(teamId: string, userId: string): Promise<string> {
  const row = await db()
    .selectFrom("members")
    .select(["name", "email"])
    .where("team_id", "=", teamId)
    .where("user_id", "=", userId)
    .executeTakeFirst();
  return row ? personLabel({ ...row, userId }) : userId;
}

/** What was last shown of somebody who is in neither team nor organization any more; else the id. */
export async function lastLabel(connectionId: string, teamId: string, userId: string): Promise<string> {
  const label = await memberLabel(teamId, userId);
  const orgId = label === userId ? await organizationTeamId(connectionId) : undefined;
  return orgId === undefined ? label : memberLabel(orgId, userId);
}

/** Somebody of the organization, by id, as the store has them. */
export async function knownOrgMember(connectionId: string, userId: string): Promise<KnownMember | undefined> {
  const teamId = await organizationTeamId(connectionId);
  return teamId === undefined ? undefined : knownMember(teamId, userId);
}

/** Somebody of the organization, by e-mail, as the store has them; undefined also where two share the address. */
export async function orgMemberByEmail(
  connectionId: string,
  email: string,
): Promise<KnownMember | undefined> {
  const teamId = await organizationTeamId(connectionId);
  const key = emailKey(email);
  if (teamId === undefined || key === null) return undefined;
  const rows = await db()
    .selectFrom("members")
    .select("user_id")
    .where("team_id", "=", teamId)
    .where("email_key", "=", key)
    .where("removed_at", "is", null)
    .limit(2)
    .execute();
  const [only, other] = rows;
  return only && !other ? knownMember(teamId, only.user_id) : undefined;
}

/** The organization's copy of a person with a role in a team: the row that adding them makes. */
export async function orgMemberAs(
  connectionId: string,
  userId: string,
  role: TeamRole,
): Promise<VendorMember | undefined> {
  const teamId = await organizationTeamId(connectionId);
  if (teamId === undefined) return undefined;
  const row = await storedMember(teamId, userId);
  if (!row) return undefined;
  return {
    userId: row.user_id,
    email: row.email ?? undefined,
    name: row.name,
    avatarUrl: row.avatar_url ?? undefined,
    profileUrl: row.profile_url ?? undefined,
    role,
    orgRole: row.in_org === 1 ? row.org_role : undefined,
    status: row.status,
    joinedAt: row.joined_at ?? undefined,
    lastActiveAt: row.last_active_at ?? undefined,
    sso: row.sso === null ? undefined : row.sso === 1,
    spaces: row.spaces ?? undefined,
    teams: row.teams ?? undefined,
    sites: row.sites ?? undefined,
  };
}

type KnownSecret = {
  inUse: boolean | undefined;
  createdAt: string | undefined;
  modifiedAt: string | undefined;
};

/** A secret as the store has it; undefined when the team has none of this name. */
export async function knownSecret(
  teamId: string,
  name: string,
  store: Db | Tx = db(),
): Promise<KnownSecret | undefined> {
  const row = await store
    .selectFrom("secrets")
    .select(["in_use", "created_at", "modified_at"])
    .where("team_id", "=", teamId)
    .where("name", "=", name)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  return (
    row && {
      inUse: row.in_use === null ? undefined : row.in_use === 1,
      createdAt: row.created_at ?? undefined,
      modifiedAt: row.modified_at ?? undefined,
    }
  );
}

/** Whether another team of the connection has exactly this title. */
export async function titleTaken(
  connectionId: string,
  title: string,
  exceptTeamId?: string,
): Promise<boolean> {
  const rows = await db()
    .selectFrom("teams")
    .select("id")
    .where("connection_id", "=", connectionId)
    .where("kind", "=", "team")
    .where("name", "=", title)
    .where("removed_at", "is", null)
    .execute();
  return rows.some((row) => row.id !== exceptTeamId);
}

/** Older than this, our copy of a team may hide a change that somebody made elsewhere. */
const FRESH_MS = 60_000;

/** Whether the team's member list was completely read within the last minute. */
export async function membersAreFresh(teamId: string): Promise<boolean> {
  const row = await db()
    .selectFrom("lists")
    .select("synced_at")
    .where("team_id", "=", teamId)
    .where("part", "=", "members")
    .executeTakeFirst();
  return !!row?.synced_at && Date.now() - Date.parse(row.synced_at) < FRESH_MS;
}
