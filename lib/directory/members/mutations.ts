import "server-only";
import { assignPeople, followMembers, lockPeople } from "#lib/directory/people/maintain.ts";
import { bumpVersion, listId } from "#lib/directory/sync/lists.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import { insertRows, overwriting } from "#lib/store/db/insert-rows.ts";
import { chunks, planRows, type RowPlan, type WrittenBy } from "#lib/store/db/synced-rows.ts";
import type { VendorMember } from "#lib/vendors/port.ts";
import {
  DATA,
  digestOf,
  type MemberTeam,
  type Said,
  type StoredMember,
  TRACKED,
  toStored,
} from "./stored.ts";

/** Those of a page whom a run has to look at: whose row is not there, or not what the vendor says. */
async function unlike(
  tx: Tx,
  team: MemberTeam,
  members: ReadonlyMap<string, Said>,
): Promise<ReadonlyMap<string, Said>> {
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
      if (left.get(id)?.digest === digest) left.delete(id);
    }
  }
  return left;
}

/** What is to be written of a page, made ready outside of any transaction: `rows` where hardly one is in the store. */
export type ReadyMembers = { said: ReadonlyMap<string, Said>; rows: StoredMember[] | undefined };

/** Makes a page's members ready to be written: the newest of each person. */
export function readyMembers(
  team: MemberTeam,
  members: readonly VendorMember[],
  by: WrittenBy,
): ReadyMembers {
  const said = new Map(members.map((member) => [member.userId, { member, digest: digestOf(member) }]));
  const isFirst = "run" in by && by.run.isFirst;
  return {
    said,
    rows: isFirst ? Array.from(said.values(), (each) => toStored(team, each, by, undefined)) : undefined,
  };
}

/** `writeReady` of members as a vendor sent them. */
export const writeMembers = (
  tx: Tx,
  team: MemberTeam,
  members: readonly VendorMember[],
  by: WrittenBy,
): Promise<RowPlan<StoredMember>> => writeReady(tx, team, readyMembers(team, members, by), by);

/**
 * Writes many members of a team in few statements, and only what differs. Bumps no version: the caller holds the list's row
 * already. Rows that a change touched after the run began stay as they are.
 */
export async function writeReady(
  tx: Tx,
  team: MemberTeam,
  { said, rows }: ReadyMembers,
  by: WrittenBy,
): Promise<RowPlan<StoredMember>> {
  if (rows) return insertMembers(tx, team, { said, rows }, by);
  return overwriteMembers(tx, team, "run" in by ? await unlike(tx, team, said) : said, by);
}

/** Writes members of whom hardly one is in the store: what is there is only read where an insert meets it. */
async function insertMembers(
  tx: Tx,
  team: MemberTeam,
  { said, rows }: { said: ReadonlyMap<string, Said>; rows: StoredMember[] },
  by: WrittenBy,
): Promise<RowPlan<StoredMember>> {
  // A transaction that is run again says anew whom the rows are about.
  for (const row of rows) row.person_id = "";
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
  newest: ReadonlyMap<string, Said>,
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
  for (const [id, each] of newest) incoming.set(id, toStored(team, each, by, existing.get(id)));
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
