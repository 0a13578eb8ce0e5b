import "server-only";
import { type RawBuilder, type Selectable, sql } from "kysely";
import { type Account, aggregate, merged, type StoredPerson } from "#lib/directory/people/aggregate.ts";
import { identityOf } from "#lib/directory/people/identity.ts";
import { db, dialect, type Tx } from "#lib/store/db/connection.ts";
import { insertRows, overwriting } from "#lib/store/db/insert-rows.ts";
import { managesOrgSql } from "#lib/store/db/manages-org.ts";
import { chunks, type Edited } from "#lib/store/db/synced-rows.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { managesOrg } from "#lib/vendors/managing-org-role.ts";

type StoredMember = Selectable<Tables["members"]>;
type Identified = Pick<StoredMember, "vendor" | "user_id" | "email_key" | "person_id">;

/** Names the lock: any number that nothing else of Rollcall locks. */
const PEOPLE_LOCK = 7_206_174;
const VERSION_KEY = "people.version";

/**
 * From here to its end, no other transaction writes who is whom. SQLite has one writer at a time anyway; on Postgres two
 * syncs would each count a person without the rows of the other.
 */
export async function lockPeople(tx: Tx): Promise<void> {
  if (dialect() === "postgres") await sql`select pg_advisory_xact_lock(${PEOPLE_LOCK})`.execute(tx);
}

const identity = (row: Identified): string =>
  identityOf({ vendor: row.vendor, userId: row.user_id, emailKey: row.email_key });

/** Says of rows that are to be written, and belong to nobody yet, whom they are about. Call after `lockPeople`. */
export async function assignPeople(tx: Tx, rows: readonly Identified[]): Promise<void> {
  const unknown = rows.filter((row) => row.person_id === "").map((row) => ({ row, own: identity(row) }));
  if (unknown.length === 0) return;
  const hasLinks = await tx.selectFrom("person_links").select("identity_id").limit(1).executeTakeFirst();
  for (const some of chunks(unknown)) {
    const linked = hasLinks ? await linksOf(tx, some) : undefined;
    for (const { row, own } of some) row.person_id = linked?.get(own) ?? own;
    await insertRows(
      tx,
      { table: "person_accounts", columns: ["identity_id", "vendor", "user_id"], onConflict: "do nothing" },
      some.map(({ row, own }) => ({ identity_id: own, vendor: row.vendor, user_id: row.user_id })),
    );
  }
}

async function linksOf(tx: Tx, some: readonly { own: string }[]): Promise<Map<string, string>> {
  const links = await tx
    .selectFrom("person_links")
    .select(["identity_id", "person_id"])
    .where(
      "identity_id",
      "in",
      some.map(({ own }) => own),
    )
    .execute();
  return new Map(links.map((link) => [link.identity_id, link.person_id]));
}

const SHOWN = ["person_id", "name", "email", "role", "org_role", "status", "user_id"] as const;

/** Brings people up to date after members were written: those of new rows, and of rows that changed in what people show. */
export async function followMembers(
  tx: Tx,
  plan: { added: readonly StoredMember[]; edited: readonly Edited<StoredMember>[] },
): Promise<void> {
  const touched = new Set<string>();
  const seen = new Map<string, string>();
  for (const { before, after } of plan.edited) {
    const { last_active_at: was } = before;
    const { person_id: id, last_active_at: is } = after;
    const isLater = is !== null && (was === null || is > was);
    if (SHOWN.some((column) => before[column] !== after[column]) || (was !== is && !isLater)) {
      touched.add(before.person_id);
      touched.add(id);
    } else if (isLater && is > (seen.get(id) ?? "")) seen.set(id, is);
  }
  for (const id of touched) seen.delete(id);
  await recomputePeople(tx, [
    ...touched,
    ...(await takeIn(
      tx,
      plan.added.filter((row) => !touched.has(row.person_id)),
    )),
  ]);
  await seenSince(tx, [...seen]);
}

/**
 * Takes in rows that were added without reading a person's others: somebody nobody knew has no other rows, and of somebody
 * known by the same name and address a further row only adds to the sums. Returns whom it could not do this for.
 */
async function takeIn(tx: Tx, added: readonly StoredMember[]): Promise<string[]> {
  const byPerson = Map.groupBy(added, (row) => row.person_id);
  const left: string[] = [];
  const write: StoredPerson[] = [];
  const joined: string[] = [];
  for (const ids of chunks([...byPerson.keys()])) {
    const known = new Map(
      (await tx.selectFrom("people").selectAll().where("id", "in", ids).execute()).map((row) => [
        row.id,
        row,
      ]),
    );
    for (const id of ids) {
      const more = aggregate(id, (byPerson.get(id) ?? []).map(toAccount));
      const before = known.get(id);
      const person = before ? merged(before, more) : more;
      if (!person) left.push(id);
      else if (before && isOneMore(before, person)) joined.push(id);
      else write.push(person);
    }
  }
  await joinOnce(tx, joined);
  await writePeople(tx, write);
  return left;
}

/** Whether all that a person's row says anew is that they are in one more team. */
const isOneMore = (before: StoredPerson, after: StoredPerson): boolean =>
  after.memberships === before.memberships + 1 &&
  COLUMNS.every((column) => column === "memberships" || before[column] === after[column]);

/** Counts one more membership of each: no index has to be written for it. */
async function joinOnce(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const some of chunks(ids)) {
    await tx
      .updateTable("people")
      .set((row) => ({ memberships: row("memberships", "+", 1) }))
      .where("id", "in", some)
      .execute();
  }
  if (ids.length > 0) await bumpPeople(tx);
}

const toAccount = (row: StoredMember): Account => ({
  person_id: row.person_id,
  vendor: row.vendor,
  user_id: row.user_id,
  name: row.name,
  email: row.email,
  email_key: row.email_key,
  sort_key: row.sort_key,
  search_key: row.search_key,
  memberships: 1,
  owners: row.role_rank === 0 ? 1 : 0,
  admins: row.role_rank === 1 ? 1 : 0,
  members: row.role_rank === 2 ? 1 : 0,
  org_admins: managesOrg(row.vendor, row.org_role) ? 1 : 0,
  active: row.status === "active" ? 1 : 0,
  disabled: row.status === "disabled" ? 1 : 0,
  invited_since: row.status === "invited" ? row.first_seen_at : null,
  last_active_at: row.last_active_at,
});

/** Most of what a sync finds is that people were active: that only ever grows, and needs none of their other rows. */
async function seenSince(tx: Tx, seen: readonly [id: string, at: string][]): Promise<void> {
  if (seen.length === 0) return;
  for (const some of chunks(seen)) {
    const values = sql.join(some.map(([id, at]) => sql`(${id}, ${at})`));
    await sql`with seen (id, at) as (values ${values})
      update people set last_active_at = seen.at from seen
      where people.id = seen.id and (people.last_active_at is null or people.last_active_at < seen.at)`.execute(
      tx,
    );
  }
  await bumpPeople(tx);
}

const sum = (condition: RawBuilder<unknown>) => sql<number>`sum(case when ${condition} then 1 else 0 end)`;

async function accountsOf(tx: Tx, ids: readonly string[]): Promise<Account[]> {
  const { rows } = await sql<Account>`
    select person_id, vendor, user_id, name, email, email_key, sort_key, search_key,
      count(*) as memberships,
      ${sum(sql`role_rank = 0`)} as owners, ${sum(sql`role_rank = 1`)} as admins,
      ${sum(sql`role_rank = 2`)} as members, ${sum(managesOrgSql())} as org_admins,
      ${sum(sql`status = 'active'`)} as active, ${sum(sql`status = 'disabled'`)} as disabled,
      min(case when status = 'invited' then first_seen_at end) as invited_since,
      max(last_active_at) as last_active_at
    from members where person_id in (${sql.join(ids)}) and removed_at is null
    group by person_id, vendor, user_id, name, email, email_key, sort_key, search_key`.execute(tx);
  return rows;
}

/** Makes the rows of these people anew from their members' rows; somebody without any is gone. Call after `lockPeople`. */
export async function recomputePeople(tx: Tx, personIds: readonly string[]): Promise<void> {
  const wanted = [...new Set(personIds)].filter((id) => id !== "");
  if (wanted.length === 0) return;
  for (const ids of chunks(wanted)) {
    const byPerson = Map.groupBy(await accountsOf(tx, ids), (account) => account.person_id);
    const rows = [...byPerson].map(([id, accounts]) => aggregate(id, accounts));
    const gone = ids.filter((id) => !byPerson.has(id));
    if (gone.length > 0) await tx.deleteFrom("people").where("id", "in", gone).execute();
    await writePeople(tx, rows);
  }
  await bumpPeople(tx);
}

const COLUMNS = [
  "name",
  "email",
  "email_key",
  "sort_key",
  "search_key",
  "vendors",
  "roles",
  "top_rank",
  "is_active",
  "is_disabled",
  "invited_since",
  "last_active_at",
  "memberships",
] as const;

async function writePeople(tx: Tx, people: readonly StoredPerson[]): Promise<void> {
  const onConflict = `("id") do update set ${overwriting(COLUMNS)}`;
  await insertRows(tx, { table: "people", columns: ["id", ...COLUMNS], onConflict }, people);
  if (people.length > 0) await bumpPeople(tx);
}

const bumped = new WeakSet<Tx>();

/** Tells every reader that people changed: once a transaction, for nobody sees more of it. */
async function bumpPeople(tx: Tx): Promise<void> {
  if (bumped.has(tx)) return;
  bumped.add(tx);
  await sql`insert into meta (key, value) values (${VERSION_KEY}, '1')
    on conflict (key) do update set value = cast(cast(meta.value as bigint) + 1 as text)`.execute(tx);
}

/** Grows with every write to people. */
export async function peopleVersion(): Promise<number> {
  const row = await db().selectFrom("meta").select("value").where("key", "=", VERSION_KEY).executeTakeFirst();
  return Number(row?.value ?? 0);
}

/** The people of these members, before rows of theirs are deleted or patched. */
export async function peopleOfMembers(tx: Tx, where: RawBuilder<unknown>): Promise<string[]> {
  const { rows } = await sql<{ person_id: string }>`
    select distinct person_id from members where ${where}`.execute(tx);
  return rows.map((row) => row.person_id);
}
