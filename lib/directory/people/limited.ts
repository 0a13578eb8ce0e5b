import "server-only";
import { type RawBuilder, sql } from "kysely";
import { askedOf, type Place } from "#lib/core/filter/fields.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { isSeveral, type StoredPerson } from "#lib/directory/people/aggregate.ts";
import type { PersonFilter } from "#lib/directory/people/filter.ts";
import { cutoff, matchingPeople, type TeamScope } from "#lib/directory/people/filter-sql.ts";
import { db } from "#lib/store/db/connection.ts";
import { nullsSmallest } from "#lib/store/db/search.ts";
import { viewKey } from "#lib/store/db/view.ts";

// Who is limited sees people made of the memberships that are theirs. There is no index over those, so who matches is put
// in order once and kept a while; a page then reads the rows of its own people alone.

/** What took long to put in order stays for so many times as long, though members change all the while. */
const KEPT_TIMES = 20;
const KEPT = 8;

type Kept = { until: number; ids: readonly string[]; onBoth: number };
const kept = () => perProcess("limited-people", () => new Map<string, Kept>());

/** Whether people are made of some memberships only just now. */
export const isLimited = (): boolean => viewKey() !== "";

const COLUMNS = {
  name: "sort_key",
  role: "top_rank",
  email: "email_key",
  lastActive: "last_active_at",
} as const;

/** The ids of all who match, in the order of the list, and how many of them are on both vendors. */
export async function limitedIds(
  filter: Omit<PersonFilter, keyof Place>,
  scope?: TeamScope,
): Promise<Omit<Kept, "until">> {
  const since = [filter.invited, filter.inactive].map((days) => days !== undefined && cutoff(days));
  const key = JSON.stringify([viewKey(), askedOf(filter), filter.sort, filter.dir, since]);
  const known = kept().get(key);
  const startedAt = performance.now();
  if (known && startedAt < known.until) return known;
  const { sort, dir } = filter;
  let query = matchingPeople(filter, scope).select(["people.id", "people.vendors"]);
  const column: RawBuilder<unknown> = sql.ref(`people.${COLUMNS[sort]}`);
  if (sort !== "name")
    query = query
      .orderBy(sql`case when ${column} is null then 1 else 0 end`)
      .orderBy(column, nullsSmallest(dir));
  const rows = await query
    .orderBy("people.sort_key", sort === "name" ? dir : "asc")
    .orderBy("people.id", sort === "name" ? dir : "asc")
    .execute();
  const endedAt = performance.now();
  const made: Kept = {
    until: endedAt + KEPT_TIMES * (endedAt - startedAt),
    ids: rows.map(({ id }) => id),
    onBoth: rows.filter(({ vendors }) => isSeveral(Number(vendors))).length,
  };
  kept().delete(key);
  kept().set(key, made);
  for (const oldest of kept().keys()) if (kept().size > KEPT) kept().delete(oldest);
  return made;
}

/** Whole rows in the order of their ids. */
export async function rowsOf(ids: readonly string[]): Promise<StoredPerson[]> {
  if (ids.length === 0) return [];
  const rows = await db().selectFrom("people").selectAll().where("people.id", "in", ids).execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Names that several of the people whom one sees share. */
export async function limitedTwins(keys: readonly string[]): Promise<string[]> {
  const rows = await db()
    .selectFrom("members")
    .select("sort_key")
    .where("sort_key", "in", keys)
    .where("removed_at", "is", null)
    .groupBy("sort_key")
    .having(sql<number>`count(distinct person_id)`, ">", 1)
    .execute();
  return rows.map((row) => row.sort_key);
}
