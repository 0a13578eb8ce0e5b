import "server-only";
import { sql } from "kysely";
import { roleBit, vendorBit } from "#lib/directory/people/aggregate.ts";
import type { PersonFilter } from "#lib/directory/people/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { containsWords } from "#lib/store/db/search.ts";
import { seen, viewKey } from "#lib/store/db/view.ts";
import { VENDOR_IDS, type VendorId } from "#lib/vendors/port.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const RANKS = { owner: 0, admin: 1, member: 2 } as const;
const ON_ALL = VENDOR_IDS.reduce((bits, vendor) => bits | vendorBit(vendor), 0);

/** Midnight of so many days ago would jump; to the hour, pages of one look agree with one another. */
export const cutoff = (days: number, nowMs = Date.now()): string =>
  new Date(Math.floor(nowMs / HOUR_MS) * HOUR_MS - days * DAY_MS).toISOString();

/** The bit masks of vendors that a place allows. */
function masksOf(place: NonNullable<PersonFilter["in"]>): number[] {
  const single = VENDOR_IDS.map(vendorBit);
  if (place === "both") return [ON_ALL];
  if (place === "one") return single;
  const vendor = VENDOR_IDS.find((id) => place === id || place === `only-${id}`);
  if (!vendor) return [];
  return place === vendor ? [vendorBit(vendor), ON_ALL] : [vendorBit(vendor)];
}

/** The vendors whose roles a filter is about. */
const vendorsOf = (place: PersonFilter["in"]): VendorId[] =>
  VENDOR_IDS.filter((id) => !place || place === "both" || place === "one" || place.endsWith(id));

/** A mask over `people.roles`; undefined: any role. */
function roleMask({ role, in: place }: PersonFilter): number | undefined {
  if (!role || role === "managing") return undefined;
  return vendorsOf(place).reduce((bits, vendor) => bits | roleBit(vendor, RANKS[role]), 0);
}

/** From here on it is quicker to ask of each person whether they are in the team than to look up everybody of the team. */
const LARGE_TEAM = 1_000;

/** Who is in a team, where they are few; "large" otherwise. Undefined: no team is filtered by. */
export type TeamScope = readonly string[] | "large" | undefined;

const inTeam = (team: string, role: PersonFilter["role"]) =>
  sql`members.team_id = ${team} and members.removed_at is null ${
    role === "managing"
      ? sql`and members.role_rank < 2`
      : role
        ? sql`and members.role_rank = ${sql.lit(RANKS[role])}`
        : sql``
  }`;

/** Looks up who the team and the role of a filter leave. */
export async function teamScope({ team, role }: PersonFilter): Promise<TeamScope> {
  if (team === undefined) return undefined;
  const { rows } = await sql<{ person_id: string }>`
    select person_id from ${seen("members")} as members where ${inTeam(team, role)} limit ${LARGE_TEAM + 1}`.execute(
    db(),
  );
  return rows.length > LARGE_TEAM ? "large" : [...new Set(rows.map((row) => row.person_id))];
}

/** People of the whole store that match, neither ordered nor cut. `scope` is the filter's `teamScope`. */
export function matchingPeople(filter: PersonFilter, scope?: TeamScope) {
  const { q, team, role, status, invited, inactive } = filter;
  let query = db().selectFrom("people");
  // Who is limited finds people by the memberships that they see.
  if (q.trim())
    query =
      viewKey() === ""
        ? query.where(containsWords("people.search_key", q))
        : query.where("people.id", "in", (sub) =>
            sub
              .selectFrom("members")
              .select("members.person_id")
              .where("members.removed_at", "is", null)
              .where(containsWords("members.search_key", q)),
          );
  if (filter.in) query = query.where("people.vendors", "in", masksOf(filter.in));
  if (status === "active") query = query.where("people.is_active", "=", 1);
  if (status === "disabled") query = query.where("people.is_disabled", "=", 1);
  if (status === "invited") query = query.where("people.invited_since", "is not", null);
  if (invited !== undefined) query = query.where("people.invited_since", "<", cutoff(invited));
  if (inactive !== undefined)
    query = query.where((where) =>
      where.or([
        where("people.last_active_at", "is", null),
        where("people.last_active_at", "<", cutoff(inactive)),
      ]),
    );
  if (team)
    return scope === undefined || scope === "large"
      ? query.where(
          sql<boolean>`exists (select 1 from ${seen("members")} as members where members.person_id = people.id and ${inTeam(team, role)})`,
        )
      : query.where("people.id", "in", scope.length > 0 ? scope : [""]);
  const mask = roleMask(filter);
  if (role === "managing") query = query.where("people.top_rank", "<", 2);
  else if (mask !== undefined) query = query.where(sql<boolean>`(people.roles & ${sql.lit(mask)}) <> 0`);
  return query;
}
