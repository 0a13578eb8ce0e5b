import "server-only";
import { keySpellings } from "#lib/core/addresses/spellings.ts";
import { mailboxKey } from "#lib/core/email-key.ts";
import { db } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";
import type { MemberStatus, TeamRole } from "#lib/vendors/port.ts";

export type RosterMember = {
  userId: string;
  /** `mailboxKey` of the address, so that another spelling of its domain finds it. */
  emailKey: string | null;
  role: TeamRole;
  status: MemberStatus;
  label: string;
};
export type TeamMembers = {
  all: RosterMember[];
  byId: Map<string, RosterMember>;
  byEmail: Map<string, RosterMember[]>;
};

/** The live members of these teams, as the store has them. */
export async function membersOfTeams(teamIds: readonly string[]): Promise<Map<string, TeamMembers>> {
  const teams = new Map(
    teamIds.map((id) => [id, { all: [], byId: new Map(), byEmail: new Map() } as TeamMembers]),
  );
  for (const some of chunks(teamIds)) {
    const rows = await db()
      .selectFrom("members")
      .select(["team_id", "user_id", "email", "email_key", "name", "role", "status"])
      .where("team_id", "in", some)
      .where("removed_at", "is", null)
      .orderBy("sort_key")
      .orderBy("id")
      .execute();
    for (const row of rows) {
      const team = teams.get(row.team_id);
      const member: RosterMember = {
        userId: row.user_id,
        emailKey: mailboxKey(row.email_key),
        role: row.role,
        status: row.status,
        label: row.name || row.email || row.user_id,
      };
      team?.all.push(member);
      team?.byId.set(member.userId, member);
      if (member.emailKey === null) continue;
      const same = team?.byEmail.get(member.emailKey);
      if (same) same.push(member);
      else team?.byEmail.set(member.emailKey, [member]);
    }
  }
  return teams;
}

/** Somebody of an organization. `isShared`: several people there have the address. */
type OrgPerson = { userId: string; isShared: boolean };
export type OrgPeople = { byEmail: Map<string, OrgPerson>; ids: Set<string> };

/** Who of these is in the organization that the connection opens, by `mailboxKey` or by the vendor's id. */
export async function organizationPeople(
  connectionId: string,
  wanted: { keys: ReadonlySet<string>; userIds: ReadonlySet<string> },
): Promise<OrgPeople> {
  const found: OrgPeople = { byEmail: new Map(), ids: new Set() };
  const people = () =>
    db()
      .selectFrom("members")
      .innerJoin("teams", "teams.id", "members.team_id")
      .select(["members.user_id", "members.email_key"])
      .where("teams.connection_id", "=", connectionId)
      .where("teams.kind", "=", "organization")
      .where("teams.removed_at", "is", null)
      .where("members.removed_at", "is", null);
  for (const keys of chunks([...wanted.keys].flatMap(keySpellings)))
    for (const { user_id, email_key } of await people().where("members.email_key", "in", keys).execute()) {
      const key = mailboxKey(email_key);
      if (key !== null) found.byEmail.set(key, { userId: user_id, isShared: found.byEmail.has(key) });
    }
  for (const ids of chunks([...wanted.userIds]))
    for (const { user_id } of await people().where("members.user_id", "in", ids).execute())
      found.ids.add(user_id);
  return found;
}

/** Addresses that are waited for in these teams: they were invited in the vendor's console. */
export async function awaitedIn(teamIds: readonly string[]): Promise<Set<string>> {
  const awaited = new Set<string>();
  for (const some of chunks(teamIds)) {
    const rows = await db()
      .selectFrom("invitations")
      .select(["team_id", "email_key"])
      .where("team_id", "in", some)
      .where("confirmed_at", "is", null)
      .where("dismissed_at", "is", null)
      .execute();
    for (const { team_id, email_key } of rows) awaited.add(`${team_id}\n${mailboxKey(email_key)}`);
  }
  return awaited;
}
