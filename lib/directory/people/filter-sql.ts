import "server-only";
import { expressionBuilder, sql } from "kysely";
import type { MatchOf } from "#lib/core/filter/fields.ts";
import { endsSometime } from "#lib/directory/ends/data.ts";
import { isSeveral, roleBit, vendorBit } from "#lib/directory/people/aggregate.ts";
import type { PersonFilter } from "#lib/directory/people/filter.ts";
import { type Conditions, filtered } from "#lib/store/db/conditions.ts";
import { db } from "#lib/store/db/connection.ts";
import { containsWords } from "#lib/store/db/search.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { seen, viewKey } from "#lib/store/db/view.ts";
import { VENDOR_IDS, type VendorId } from "#lib/vendors/ids.ts";
import { TEAM_ROLES, type TeamRole } from "#lib/vendors/port.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Every set of vendors that somebody can be on, as the bits of `people.vendors`. */
const SETS = Array.from({ length: 2 ** VENDOR_IDS.length - 1 }, (_, index) => index + 1);

/** Midnight of so many days ago would jump; to the hour, pages of one look agree with one another. */
export const cutoff = (days: number, nowMs = Date.now()): string =>
  new Date(Math.floor(nowMs / HOUR_MS) * HOUR_MS - days * DAY_MS).toISOString();

/** The bit masks of vendors that a place allows. */
function masksOf(place: NonNullable<PersonFilter["in"]>): number[] {
  if (place === "both") return SETS.filter(isSeveral);
  if (place === "one") return VENDOR_IDS.map(vendorBit);
  const vendor = VENDOR_IDS.find((id) => place === id || place === `only-${id}`);
  if (!vendor) return [];
  return place === vendor ? SETS.filter((set) => (set & vendorBit(vendor)) !== 0) : [vendorBit(vendor)];
}

/** The vendors whose roles a filter is about. */
const vendorsOf = (place: PersonFilter["in"]): VendorId[] =>
  VENDOR_IDS.filter((id) => !place || place === "both" || place === "one" || place.endsWith(id));

/** A mask over `people.roles`. */
const roleMask = (role: TeamRole, place: PersonFilter["in"]): number =>
  vendorsOf(place).reduce((bits, vendor) => bits | roleBit(vendor, TEAM_ROLES.indexOf(role)), 0);

/** From here on it is quicker to ask of each person whether they are in the team than to look up everybody of the team. */
const LARGE_TEAM = 1_000;

/** Who is in a team, where they are few; "large" otherwise. Undefined: no team is filtered by. */
export type TeamScope = readonly string[] | "large" | undefined;

const inTeam = (team: string, role: PersonFilter["role"]) =>
  sql`members.team_id = ${team} and members.removed_at is null ${
    role === "managing"
      ? sql`and members.role_rank < 2`
      : role
        ? sql`and members.role_rank = ${sql.lit(TEAM_ROLES.indexOf(role))}`
        : sql``
  }`;

/** Looks up who the team and the role of a filter leave. */
export async function teamScope({ team, role }: MatchOf<PersonFilter>): Promise<TeamScope> {
  if (team === undefined) return undefined;
  const { rows } = await sql<{ person_id: string }>`
    select person_id from ${seen("members")} as members where ${inTeam(team, role)} limit ${LARGE_TEAM + 1}`.execute(
    db(),
  );
  return rows.length > LARGE_TEAM ? "large" : [...new Set(rows.map((row) => row.person_id))];
}

const where = expressionBuilder<Tables, "people">();

const CONDITIONS: Conditions<PersonFilter, TeamScope> = {
  // Who is limited finds people by the memberships that they see.
  q: (typed) =>
    viewKey() === ""
      ? containsWords("people.search_key", typed)
      : where(
          "people.id",
          "in",
          where
            .selectFrom("members")
            .select("members.person_id")
            .where("members.removed_at", "is", null)
            .where(containsWords("members.search_key", typed)),
        ),
  in: (place) => where("people.vendors", "in", masksOf(place)),
  team: (team, scope, { role }) =>
    scope === undefined || scope === "large"
      ? sql`exists (select 1 from ${seen("members")} as members where members.person_id = people.id and ${inTeam(team, role)})`
      : where("people.id", "in", scope.length > 0 ? scope : [""]),
  role: (role, _scope, { team, in: place }) => {
    // In a team the role is the one there.
    if (team) return undefined;
    return role === "managing"
      ? where("people.top_rank", "<", 2)
      : sql`(people.roles & ${sql.lit(roleMask(role, place))}) <> 0`;
  },
  status: (status) =>
    status === "active"
      ? where("people.is_active", "=", 1)
      : status === "disabled"
        ? where("people.is_disabled", "=", 1)
        : where("people.invited_since", "is not", null),
  invited: (days) => where("people.invited_since", "<", cutoff(days)),
  inactive: (days) => where("people.last_active_at", "<", cutoff(days)),
  activity: () => where("people.last_active_at", "is", null),
  temporary: (_yes, _scope, { team }) => {
    const ending = where
      .selectFrom("members")
      .select("members.person_id")
      .where("members.removed_at", "is", null)
      .where(endsSometime());
    return where("people.id", "in", team ? ending.where("members.team_id", "=", team) : ending);
  },
};

/** People of the whole store that match, neither ordered nor cut. `scope` is the filter's `teamScope`. */
export const matchingPeople = (match: MatchOf<PersonFilter>, scope?: TeamScope) =>
  filtered(db().selectFrom("people"), CONDITIONS, match, scope);
