import "server-only";
import { hash } from "node:crypto";
import { type Selectable, sql } from "kysely";
import { newId, nowIso } from "#lib/core/ids.ts";
import {
  assignPeople,
  followMembers,
  lockPeople,
  peopleOfMembers,
  recomputePeople,
} from "#lib/directory/people/maintain.ts";
import { bumpVersion, listId } from "#lib/directory/sync/lists.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { insertRows, overwriting } from "#lib/store/db/insert-rows.ts";
import {
  bit,
  bitOrNull,
  chunks,
  planRows,
  problemsText,
  type RowPlan,
  trackedBy,
  vendorColumns,
  type WrittenBy,
} from "#lib/store/db/synced-rows.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { emailKey, textKey } from "#lib/store/db/text-key.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import { managesOrg } from "#lib/vendors/managing-org-role.ts";
import type { TeamRole, VendorMember } from "#lib/vendors/port.ts";

export type StoredMember = Selectable<Tables["members"]>;
export type MemberTeam = { id: string; connectionId: string; vendor: VendorId };

const RANKS: Record<TeamRole, number> = { owner: 0, admin: 1, member: 2 };

/** What a vendor's answer says: compared with the stored row, written when it differs. */
const DATA = vendorColumns<
  StoredMember,
  "id" | "team_id" | "connection_id" | "vendor" | "user_id" | "person_id" | "first_seen_at"
>({
  email: true,
  email_key: true,
  name: true,
  sort_key: true,
  search_key: true,
  avatar_url: true,
  profile_url: true,
  role: true,
  role_rank: true,
  vendor_role: true,
  org_role: true,
  in_org: true,
  status: true,
  joined_at: true,
  last_active_at: true,
  sso: true,
  spaces: true,
  teams: true,
  sites: true,
  problems: true,
  digest: true,
});
const TRACKED = ["missed", "touched_at", "removed_at"] as const;

/** What a row shows for a person: name, else e-mail, else id. */
export const shownName = (person: {
  name: string;
  email?: string | null | undefined;
  userId: string;
}): string => person.name || person.email || person.userId;

function keysOf(member: VendorMember) {
  const [name, email, userId] = [textKey(member.name), textKey(member.email ?? ""), textKey(member.userId)];
  return {
    email_key: emailKey(member.email),
    sort_key: member.name ? name : member.email ? email : userId,
    search_key: `${name}\n${email}\n${userId}`,
  };
}

/** Names what a vendor's answer says of a member. Another number where rows are to be made differently of the same answer. */
const digestOf = (member: VendorMember): string => `1${hash("sha1", JSON.stringify(member), "base64url")}`;

/** A change of ours wrote over what the vendor had said: the next sync must look at the whole row. */
const touched = (touchedAt: string) => ({ touched_at: touchedAt, digest: null });

function toStored(
  team: MemberTeam,
  member: VendorMember,
  by: WrittenBy,
  before: StoredMember | undefined,
): StoredMember {
  const email = member.email ?? null;
  // Folding is what costs in a page of a thousand people who are as before.
  const keys =
    before && before.name === member.name && before.email === email
      ? { email_key: before.email_key, sort_key: before.sort_key, search_key: before.search_key }
      : keysOf(member);
  return {
    id: before?.id ?? newId(),
    team_id: team.id,
    connection_id: team.connectionId,
    vendor: team.vendor,
    user_id: member.userId,
    // Whom another e-mail is about is said when the row is written.
    person_id: before && before.email_key === keys.email_key ? before.person_id : "",
    email,
    name: member.name,
    ...keys,
    avatar_url: member.avatarUrl ?? null,
    profile_url: member.profileUrl ?? null,
    role: member.role,
    role_rank: RANKS[member.role],
    vendor_role: member.vendorRole ?? null,
    org_role: member.orgRole ?? null,
    in_org: bit(member.orgRole !== undefined),
    status: member.status,
    joined_at: member.joinedAt ?? null,
    last_active_at: member.lastActiveAt ?? null,
    sso: bitOrNull(member.sso),
    spaces: member.spaces ?? null,
    teams: member.teams ?? null,
    sites: member.sites ?? null,
    problems: problemsText(member.problems),
    digest: digestOf(member),
    first_seen_at: before?.first_seen_at ?? ("run" in by ? nowIso() : by.touchedAt),
    ...trackedBy(by, before),
  };
}

/** Those of a page whom a run has to look at: whose row is not there, or not what the vendor says. */
async function unlike(
  tx: Tx,
  team: MemberTeam,
  members: ReadonlyMap<string, VendorMember>,
): Promise<ReadonlyMap<string, VendorMember>> {
  const left = new Map(members);
  for (const ids of chunks([...members.keys()])) {
    const rows = await tx
      .selectFrom("members")
      .select(["user_id", "digest"])
      .where("team_id", "=", team.id)
      .where("user_id", "in", ids)
      .where("digest", "is not", null)
      .where("removed_at", "is", null)
      .where("missed", "=", 0)
      .execute();
    for (const { user_id: id, digest } of rows) {
      const member = left.get(id);
      if (member && digestOf(member) === digest) left.delete(id);
    }
  }
  return left;
}

/**
 * Writes many members of a team in few statements: the newest of each person, and only what differs. Bumps no version:
 * the caller holds the list's row already. Rows that a change touched after the run began stay as they are.
 */
export async function writeMembers(
  tx: Tx,
  team: MemberTeam,
  members: readonly VendorMember[],
  by: WrittenBy,
): Promise<RowPlan<StoredMember>> {
  const said = new Map(members.map((member) => [member.userId, member]));
  const newest = "run" in by ? await unlike(tx, team, said) : said;
  if (newest.size === 0) return { write: [], added: [], edited: [] };
  const userIds = [...newest.keys()];
  const existing = new Map<string, StoredMember>();
  for (const ids of chunks(userIds)) {
    const rows = await tx
      .selectFrom("members")
      .selectAll()
      .where("team_id", "=", team.id)
      .where("user_id", "in", ids)
      .execute();
    for (const row of rows) existing.set(row.user_id, row);
  }
  const incoming = new Map<string, StoredMember>();
  for (const [id, member] of newest) incoming.set(id, toStored(team, member, by, existing.get(id)));
  const plan = planRows(incoming, existing, by, DATA);
  if (plan.write.length === 0) return plan;
  await lockPeople(tx);
  await assignPeople(tx, plan.write);
  await upsert(tx, plan.write, by);
  await followMembers(tx, plan);
  return plan;
}

const COLUMNS = [
  ...(["id", "team_id", "connection_id", "vendor", "user_id", "person_id", "first_seen_at"] as const),
  ...DATA,
  ...TRACKED,
];
// Somebody may have linked the person since the rows were read.
const OVERWRITE = `("team_id", "user_id") do update set ${overwriting([...DATA, ...TRACKED])},
  person_id = case when members.email_key is not distinct from excluded.email_key and members.person_id <> ''
    then members.person_id else excluded.person_id end`;

async function upsert(tx: Tx, rows: readonly StoredMember[], by: WrittenBy): Promise<void> {
  const into = { table: "members", columns: COLUMNS } as const;
  // Asked again by the statement itself: a change may have settled since the rows were read.
  const untouched = `${OVERWRITE} where members.touched_at is null or members.touched_at < ?`;
  await insertRows(
    tx,
    "run" in by
      ? { ...into, onConflict: untouched, values: [by.run.startedAt] }
      : { ...into, onConflict: OVERWRITE },
    rows,
  );
}

/** Stores one member as a vendor described it. By a change: newer than any run that has begun. */
export async function writeMember(
  tx: Tx,
  team: MemberTeam,
  member: VendorMember,
  by: WrittenBy,
): Promise<void> {
  await bumpVersion(tx, listId(team.id, "members"));
  await writeMembers(tx, team, [member], by);
}

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
