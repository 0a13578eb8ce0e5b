import "server-only";
import { hash } from "node:crypto";
import type { Selectable } from "kysely";
import { newId, nowIso } from "#lib/core/ids.ts";
import { assignPeople, followMembers, lockPeople } from "#lib/directory/people/maintain.ts";
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
import type { TeamRole, VendorMember } from "#lib/vendors/port.ts";

export type StoredMember = Selectable<Tables["members"]>;
export type MemberTeam = { id: string; connectionId: string; vendor: VendorId };

export const RANKS: Record<TeamRole, number> = { owner: 0, admin: 1, member: 2 };

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
  if ("run" in by && by.run.isFirst) return insertMembers(tx, team, said, by);
  return overwriteMembers(tx, team, "run" in by ? await unlike(tx, team, said) : said, by);
}

/** Writes members of whom hardly one is in the store: what is there is only read where an insert meets it. */
async function insertMembers(
  tx: Tx,
  team: MemberTeam,
  said: ReadonlyMap<string, VendorMember>,
  by: WrittenBy,
): Promise<RowPlan<StoredMember>> {
  const rows = [...said.values()].map((member) => toStored(team, member, by, undefined));
  await lockPeople(tx);
  await assignPeople(tx, rows);
  const into = {
    table: "members",
    columns: COLUMNS,
    onConflict: `("team_id", "user_id") do nothing`,
  } as const;
  const written = await insertRows(tx, into, rows);
  const added = written === rows.length ? rows : await thoseOf(tx, rows);
  await followMembers(tx, { added, edited: [] });
  if (added.length === rows.length) return { write: rows, added, edited: [] };
  const left = new Map(said);
  for (const row of added) left.delete(row.user_id);
  const rest = await overwriteMembers(tx, team, left, by);
  return { ...rest, write: [...added, ...rest.write], added: [...added, ...rest.added] };
}

/** Those of rows just made that are in the store under their own ids. */
async function thoseOf(tx: Tx, rows: readonly StoredMember[]): Promise<StoredMember[]> {
  const ids = new Set<string>();
  for (const some of chunks(rows.map((row) => row.id))) {
    const found = await tx.selectFrom("members").select("id").where("id", "in", some).execute();
    for (const { id } of found) ids.add(id);
  }
  return rows.filter((row) => ids.has(row.id));
}

async function overwriteMembers(
  tx: Tx,
  team: MemberTeam,
  newest: ReadonlyMap<string, VendorMember>,
  by: WrittenBy,
): Promise<RowPlan<StoredMember>> {
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
