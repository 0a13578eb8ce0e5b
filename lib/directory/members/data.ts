import "server-only";
import { type ReferenceExpression, sql } from "kysely";
import { askedOf, isIds, type MatchOf } from "#lib/core/filter/fields.ts";
import { type EndsThere, endsOf, endsVersion, placeKey } from "#lib/directory/ends/data.ts";
import type { MemberFilter } from "#lib/directory/members/filter.ts";
import { MEMBER_CONDITIONS } from "#lib/directory/members/filter-sql.ts";
import type { MemberRow } from "#lib/directory/members/schema.ts";
import { type StoredMember, shownName } from "#lib/directory/members/stored.ts";
import { freshnessOf, listId } from "#lib/directory/sync/lists.ts";
import type { RowPage } from "#lib/directory/teams/schema.ts";
import { filtered } from "#lib/store/db/conditions.ts";
import { db } from "#lib/store/db/connection.ts";
import { nullsSmallest } from "#lib/store/db/search.ts";
import { countOnce, readSegments, type Segment } from "#lib/store/db/segments.ts";
import { problemsOf } from "#lib/store/db/synced-rows.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import { VENDOR_IDS } from "#lib/vendors/ids.ts";
import { MEMBER_STATUSES } from "#lib/vendors/port.ts";

type Column = ReferenceExpression<Tables, "members">;
/** Where a stretch of the list is, and the columns it is ordered by before name and id. */
type Stretch = {
  key: string;
  where?: readonly [Column, "=" | "is" | "is not" | "not in", unknown];
  by?: Column;
};

const NULLABLE = { email: "email_key", joined: "joined_at", lastActive: "last_active_at" } as const;

/** Roles in organizations, the strongest first, in the vendors' words. */
const ORG_ROLES = [
  ...new Set(VENDOR_IDS.flatMap((vendor) => VENDOR_FACTS[vendor].capabilities.organizationRoles)),
];

/** The stretches of a sorted list in ascending order; those of a value that may be missing end with the missing. */
function stretches(sort: MemberFilter["sort"]): { order: Stretch[]; last?: Stretch } {
  if (sort === "name") return { order: [{ key: "all", by: "sort_key" }] };
  if (sort === "role")
    return { order: [0, 1, 2].map((rank) => ({ key: `${rank}`, where: ["role_rank", "=", rank] as const })) };
  if (sort === "orgRole")
    return {
      order: [
        ...ORG_ROLES.map((role) => ({ key: role, where: ["org_role", "=", role] as const })),
        // A word that a vendor made up since, and at the end guests.
        { key: "other", where: ["org_role", "not in", ORG_ROLES] as const, by: "org_role" },
        { key: "guest", where: ["org_role", "is", null] as const },
      ],
    };
  if (sort === "status")
    return {
      order: MEMBER_STATUSES.map((status) => ({ key: status, where: ["status", "=", status] as const })),
    };
  const column = NULLABLE[sort];
  return {
    order: [{ key: "known", where: [column, "is not", null], by: column }],
    last: { key: "unknown", where: [column, "is", null] },
  };
}

/**
 * A team's members, searched, filtered and sorted in SQL, the same order on both databases: what is not known comes
 * last, equals follow by name, then id. Reads the store alone.
 */
export async function listMembers(teamId: string, filter: MemberFilter): Promise<RowPage<MemberRow>> {
  const list = listId(teamId, "members");
  const freshness = (await freshnessOf([list])).get(list);
  const { sort, dir, offset, limit } = filter;
  const ends = filter.temporary ? await endsVersion() : "";
  const matching = () => matchingMembers(teamId, filter);
  const key = JSON.stringify([list, freshness?.version ?? -1, askedOf(filter), ends]);
  const { order, last } = stretches(sort);
  const ordered = [...(dir === "asc" ? order : order.toReversed()), ...(last ? [last] : [])];
  const segments = ordered.map((stretch): Segment<StoredMember> => {
    const query = () => (stretch.where ? matching().where(...stretch.where) : matching());
    return {
      count: () =>
        countOnce(`${key}:${sort === "name" ? "" : sort}:${stretch.key}`, async () =>
          Number((await query().select(sql<number>`count(*)`.as("n")).executeTakeFirstOrThrow()).n),
        ),
      rows: async (count, from) => {
        let sorted = query().select("id");
        if (stretch.by && stretch.by !== "sort_key") sorted = sorted.orderBy(stretch.by, nullsSmallest(dir));
        const nameDir = stretch.by === "sort_key" ? dir : "asc";
        const ids = await sorted
          .orderBy("sort_key", nameDir)
          .orderBy("id", nameDir)
          .limit(count)
          .offset(from)
          .execute();
        return readRows(ids.map((row) => row.id));
      },
    };
  });
  const { rows, total } = await readSegments(segments, { offset, limit });
  return { rows: await labelled(teamId, rows), offset, total, ...(freshness ? { freshness } : {}) };
}

/** Whole rows in the order of their ids: sorting and skipping go over the ids alone, which an index holds. */
async function readRows(ids: string[]): Promise<StoredMember[]> {
  if (ids.length === 0) return [];
  const rows = await db().selectFrom("members").selectAll().where("id", "in", ids).execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

const liveMembers = (teamId: string) =>
  db().selectFrom("members").where("team_id", "=", teamId).where("removed_at", "is", null);
const matchingMembers = (teamId: string, match: MatchOf<MemberFilter>) =>
  filtered(liveMembers(teamId), MEMBER_CONDITIONS, match, undefined);

/** Those of a team with these ids of the vendor, or else all that match, by name; at most `limit`. */
export async function listChosenMembers(
  teamId: string,
  chosen: readonly string[] | MatchOf<MemberFilter>,
  limit: number,
): Promise<Pick<StoredMember, "user_id" | "name" | "email" | "role">[]> {
  const query = isIds(chosen)
    ? liveMembers(teamId).where("user_id", "in", [...new Set(chosen)])
    : matchingMembers(teamId, chosen);
  return query
    .select(["user_id", "name", "email", "role"])
    .orderBy("sort_key")
    .orderBy("id")
    .limit(limit)
    .execute();
}

/** One member's row; undefined when not in the team. */
export const storedMember = (teamId: string, userId: string) =>
  liveMembers(teamId).where("user_id", "=", userId).selectAll().executeTakeFirst();

/** One member of a team by the vendor's id; undefined when not in it. */
export async function getMember(teamId: string, userId: string): Promise<MemberRow | undefined> {
  const row = await storedMember(teamId, userId);
  return row && (await labelled(teamId, [row]))[0];
}

/** Which of these values more than one live member of the team has. */
async function shared(
  teamId: string,
  column: "sort_key" | "email_key",
  values: readonly (string | null)[],
): Promise<Set<string | null>> {
  const wanted = [...new Set(values)].filter((value) => value !== null);
  if (wanted.length === 0) return new Set();
  const rows = await db()
    .selectFrom("members")
    .select(column)
    .where("team_id", "=", teamId)
    .where("removed_at", "is", null)
    .where(column, "in", wanted)
    .groupBy(column)
    .having(sql<number>`count(*)`, ">", 1)
    .execute();
  return new Set(rows.map((row) => row[column]));
}

/** Rows with the name that their controls carry: unique in the whole team, whatever page they are on. */
async function labelled(teamId: string, rows: StoredMember[]): Promise<MemberRow[]> {
  const names = await shared(
    teamId,
    "sort_key",
    rows.map((row) => row.sort_key),
  );
  const twins = rows.filter((row) => names.has(row.sort_key));
  const emails = await shared(
    teamId,
    "email_key",
    twins.map((row) => row.email_key),
  );
  const ends = await endsOf(rows);
  return rows.map((row) => {
    const shown = shownName({ ...row, userId: row.user_id });
    const ending = ends.get(placeKey(row));
    if (!names.has(row.sort_key)) return toRow(row, shown, ending);
    const byEmail = row.email && row.email_key && row.email !== shown && !emails.has(row.email_key);
    return toRow(row, `${shown} (${byEmail ? row.email : row.user_id})`, ending);
  });
}

/** A stored row as the browser gets it, under this label. */
export function toRow(row: StoredMember, label: string, ends: EndsThere = {}): MemberRow {
  return {
    id: row.id,
    ...(row.person_id ? { personId: row.person_id } : {}),
    teamId: row.team_id,
    vendor: row.vendor,
    userId: row.user_id,
    ...(row.email === null ? {} : { email: row.email }),
    name: row.name,
    label,
    ...(row.avatar_url === null ? {} : { avatarUrl: row.avatar_url }),
    ...(row.profile_url === null ? {} : { profileUrl: row.profile_url }),
    role: row.role,
    ...(row.vendor_role === null ? {} : { vendorRole: row.vendor_role }),
    inOrganization: row.in_org === 1,
    ...(row.org_role === null ? {} : { orgRole: row.org_role }),
    status: row.status,
    ...(row.joined_at === null ? {} : { joinedAt: row.joined_at }),
    ...(row.last_active_at === null ? {} : { lastActiveAt: row.last_active_at }),
    ...(row.sso === null ? {} : { sso: row.sso === 1 }),
    ...(row.spaces === null ? {} : { spaces: row.spaces }),
    ...(row.teams === null ? {} : { teams: row.teams }),
    ...(row.sites === null ? {} : { sites: row.sites }),
    ...ends,
    problems: problemsOf(row.problems),
  };
}
