import "server-only";
import { type RawBuilder, sql } from "kysely";
import { askedOf, type Place } from "#lib/core/filter/fields.ts";
import { keptAWhile } from "#lib/core/kept.ts";
import { endsVersion } from "#lib/directory/ends/data.ts";
import { isSeveral, type StoredPerson } from "#lib/directory/people/aggregate.ts";
import type { PersonFilter } from "#lib/directory/people/filter.ts";
import { cutoff, matchingPeople, type TeamScope } from "#lib/directory/people/filter-sql.ts";
import { peopleVersion } from "#lib/directory/people/maintain.ts";
import { db } from "#lib/store/db/connection.ts";
import { containsWords, nullsSmallest } from "#lib/store/db/search.ts";
import { viewKey } from "#lib/store/db/view.ts";

// Who is limited sees people made of the memberships that are theirs. There is no index over those, so who matches is put
// in order once and kept a while; a page then reads the rows of its own people alone.

/** So many who are found by what was typed are looked up one by one; of more, everybody's memberships are put together. */
const FEW = 2_000;

type Matching = { ids: readonly string[]; onBoth: number };

/** Whether people are made of some memberships only just now. */
export const isLimited = (): boolean => viewKey() !== "";

const COLUMNS = {
  name: "sort_key",
  role: "top_rank",
  email: "email_key",
  lastActive: "last_active_at",
} as const;

/** Who is named as typed by a membership that is seen; undefined where nothing was typed, or it names many. */
async function foundBy(typed: string): Promise<string[] | undefined> {
  if (!typed.trim()) return undefined;
  const rows = await db()
    .selectFrom("members")
    .select("person_id")
    .distinct()
    .where("removed_at", "is", null)
    // Both are true of all that is seen. They lead SQLite team by team through the index that holds what is searched.
    .where("team_id", "in", (of) => of.selectFrom("teams").select("teams.id"))
    .where("sort_key", ">=", "")
    .where(containsWords("members.search_key", typed))
    .limit(FEW + 1)
    .execute();
  return rows.length > FEW ? undefined : rows.map((row) => row.person_id);
}

/** The ids of all who match, in the order of the list, and how many of them are on both vendors. */
export async function limitedIds(
  filter: Omit<PersonFilter, keyof Place>,
  scope?: TeamScope,
): Promise<Matching> {
  const since = [filter.invited, filter.inactive].map((days) => days !== undefined && cutoff(days));
  const ends = filter.temporary ? await endsVersion() : "";
  const key = JSON.stringify([viewKey(), askedOf(filter), filter.sort, filter.dir, since, ends]);
  return keptAWhile("limited-people", { key, version: await peopleVersion() }, () => inOrder(filter, scope));
}

async function inOrder(filter: Omit<PersonFilter, keyof Place>, scope?: TeamScope): Promise<Matching> {
  const { sort, dir } = filter;
  const found = await foundBy(filter.q);
  if (found?.length === 0) return { ids: [], onBoth: 0 };
  let query = matchingPeople(found ? { ...filter, q: "" } : filter, scope).select([
    "people.id",
    "people.vendors",
  ]);
  if (found) query = query.where("people.id", "in", found);
  const column: RawBuilder<unknown> = sql.ref(`people.${COLUMNS[sort]}`);
  if (sort !== "name")
    query = query
      .orderBy(sql`case when ${column} is null then 1 else 0 end`)
      .orderBy(column, nullsSmallest(dir));
  const rows = await query
    .orderBy("people.sort_key", sort === "name" ? dir : "asc")
    .orderBy("people.id", sort === "name" ? dir : "asc")
    .execute();
  return {
    ids: rows.map(({ id }) => id),
    onBoth: rows.filter(({ vendors }) => isSeveral(Number(vendors))).length,
  };
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
  const version = await peopleVersion();
  // By the version alone: two who share a name are told apart from the first page on.
  return keptAWhile(
    "limited-twins",
    { key: `${version}\n${viewKey()}\n${keys.join("\n")}`, version },
    async () => {
      const rows = await db()
        .selectFrom("members")
        .select("sort_key")
        .where("sort_key", "in", keys)
        .where("removed_at", "is", null)
        .groupBy("sort_key")
        .having(sql<number>`count(distinct person_id)`, ">", 1)
        .execute();
      return rows.map((row) => row.sort_key);
    },
  );
}
