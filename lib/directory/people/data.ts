import "server-only";
import { type ReferenceExpression, sql } from "kysely";
import { askedOf, type MatchOf } from "#lib/core/filter/fields.ts";
import { endsVersion } from "#lib/directory/ends/data.ts";
import type { StoredPerson } from "#lib/directory/people/aggregate.ts";
import type { PersonFilter } from "#lib/directory/people/filter.ts";
import { cutoff, matchingPeople, teamScope } from "#lib/directory/people/filter-sql.ts";
import { isLimited, limitedIds, rowsOf } from "#lib/directory/people/limited.ts";
import { peopleVersion } from "#lib/directory/people/maintain.ts";
import { matrixTeams } from "#lib/directory/people/matrix.ts";
import { toPersonRows } from "#lib/directory/people/rows.ts";
import type { PeoplePage } from "#lib/directory/people/schema.ts";
import { partVersion } from "#lib/directory/sync/lists.ts";
import { db } from "#lib/store/db/connection.ts";
import { nullsSmallest } from "#lib/store/db/search.ts";
import { countOnce, keepCount, readSegments, type Segment } from "#lib/store/db/segments.ts";
import type { Tables } from "#lib/store/db/tables.ts";

type Column = ReferenceExpression<Tables, "people">;
type Ordered = "sort_key" | "email_key" | "last_active_at";
type Stretch = { key: string; where?: readonly [Column, "=" | "is" | "is not", unknown]; by?: Ordered };
const NULLABLE = { email: "email_key", lastActive: "last_active_at" } as const;

/** The stretches of a sorted list in ascending order; what is not known is a last one in either direction. */
function stretches(sort: PersonFilter["sort"]): { order: Stretch[]; last?: Stretch } {
  if (sort === "name") return { order: [{ key: "all", by: "sort_key" }] };
  if (sort === "role")
    return { order: [0, 1, 2].map((rank) => ({ key: `${rank}`, where: ["top_rank", "=", rank] as const })) };
  const column = NULLABLE[sort];
  return {
    order: [{ key: "known", where: [column, "is not", null], by: column }],
    last: { key: "unknown", where: [column, "is", null] },
  };
}

const countKey = (version: number, filter: PersonFilter, ends: string): string => {
  const since = [filter.invited, filter.inactive].map((days) => days !== undefined && cutoff(days));
  return `people:${version}:${JSON.stringify([askedOf(filter), since, ends])}`;
};

const BY_NAME = { sort: "name", dir: "asc" } as const;
/** Counts all and those on both vendors in one walk; keeps the one under `${key}:all` and answers the other. */
const countAll = (key: string, query: ReturnType<typeof matchingPeople>): Promise<number> =>
  countOnce(`${key}:both`, async () => {
    const counted = await query
      .select([
        sql<number>`count(*)`.as("n"),
        sql<number>`sum(case when (vendors & (vendors - 1)) <> 0 then 1 else 0 end)`.as("both"),
      ])
      .executeTakeFirstOrThrow();
    keepCount(`${key}:all`, Number(counted.n));
    return Number(counted.both ?? 0);
  });

/**
 * People over all teams, one row each, searched, filtered and sorted in SQL, the same order on both databases: what is not
 * known comes last, equals follow by name, then id. `pinned`: ids of teams that have a column first. Reads the store alone.
 */
export async function listPeople(filter: PersonFilter, pinned: readonly string[] = []): Promise<PeoplePage> {
  const { sort, dir, offset, limit } = filter;
  const [version, teams] = await Promise.all([peopleVersion(), partVersion("teams")]);
  const { matrix, total: teamTotal } = await matrixTeams(filter, { members: version, teams }, pinned);
  const scope = await teamScope(filter);
  const page = async (read: {
    rows: StoredPerson[];
    total: number;
    onBoth: number;
  }): Promise<PeoplePage> => ({
    rows: await toPersonRows(
      read.rows,
      matrix.map((team) => team.teamId),
    ),
    offset,
    total: read.total,
    matrix,
    teamTotal,
    onBoth: read.onBoth,
  });
  if (isLimited()) {
    const { ids, onBoth } = await limitedIds(filter, scope);
    return page({ rows: await rowsOf(ids.slice(offset, offset + limit)), total: ids.length, onBoth });
  }
  const matching = () => matchingPeople(filter, scope);
  const key = countKey(version, filter, filter.temporary ? await endsVersion() : "");
  const { order, last } = stretches(sort);
  const ordered = [...(dir === "asc" ? order : order.toReversed()), ...(last ? [last] : [])];
  const counting = (what: string, query: () => ReturnType<typeof matchingPeople>) =>
    countOnce(`${key}:${what}`, async () =>
      Number((await query().select(sql<number>`count(*)`.as("n")).executeTakeFirstOrThrow()).n),
    );
  const onBoth = await countAll(key, matching());
  const segments = ordered.map((stretch): Segment<StoredPerson> => {
    const query = () => (stretch.where ? matching().where(...stretch.where) : matching());
    return {
      count: () => counting(sort === "name" ? "all" : `${sort}:${stretch.key}`, query),
      rows: (count, from) => {
        let sorted = query().selectAll("people");
        const nameDir = stretch.by === "sort_key" ? dir : "asc";
        // Few are looked up one by one; SQLite would rather walk everybody in order, unless it cannot.
        const isFew = Array.isArray(scope);
        const term = (column: Ordered) => (isFew ? sql`coalesce(${sql.ref(column)}, '')` : sql.ref(column));
        if (stretch.by && stretch.by !== "sort_key")
          sorted = sorted.orderBy(term(stretch.by), nullsSmallest(dir));
        return sorted
          .orderBy(term("sort_key"), nameDir)
          .orderBy("id", nameDir)
          .limit(count)
          .offset(from)
          .execute();
      },
    };
  });
  const { rows, total } = await readSegments(segments, { offset, limit });
  return page({ rows, total, onBoth });
}

/** How many people there are over all teams. */
export const countPeople = async (): Promise<number> =>
  countOnce(`people:${await peopleVersion()}:all`, async () => {
    if (isLimited()) {
      const seen = await db()
        .selectFrom("members")
        .select(sql<number>`count(distinct person_id)`.as("n"))
        .where("removed_at", "is", null)
        .executeTakeFirstOrThrow();
      return Number(seen.n);
    }
    const counted = await db()
      .selectFrom("people")
      .select(sql<number>`count(*)`.as("n"))
      .executeTakeFirstOrThrow();
    return Number(counted.n);
  });

/** Ids of all people that match, by name: what "select all" stands for. */
export async function personIds(match: MatchOf<PersonFilter>): Promise<string[]> {
  if (isLimited()) return [...(await limitedIds({ ...match, ...BY_NAME }, await teamScope(match))).ids];
  const rows = await matchingPeople(match).select("people.id").orderBy("sort_key").orderBy("id").execute();
  return rows.map((row) => row.id);
}

/** Whom a membership is about; undefined when there is no such live row. */
export async function personIdOf(member: { teamId: string; userId: string }): Promise<string | undefined> {
  const row = await db()
    .selectFrom("members")
    .select("person_id")
    .where("team_id", "=", member.teamId)
    .where("user_id", "=", member.userId)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  return row?.person_id;
}
