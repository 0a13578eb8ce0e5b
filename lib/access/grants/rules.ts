import "server-only";
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Scope } from "#lib/core/permissions.ts";
import { dialect } from "#lib/store/db/connection.ts";
import { managesOrgSql } from "#lib/store/db/manages-org.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { VENDOR_IDS } from "#lib/vendors/ids.ts";

export type Limited = Exclude<Scope, "all">;
/** What a rule may look at. */
export type Seeing = { scope: Limited; userId: string };
type Condition = (seeing: Seeing) => RawBuilder<SqlBool>;

/**
 * What a limited person sees of a table. "open": it says nothing of a connection, or is asked for by who asks alone.
 * "closed": reading it is refused. Else the rows that meet the condition, or a select that stands in the table's place.
 */
export type Rule =
  | "open"
  | "closed"
  | { where: Condition }
  | { instead: (seeing: Seeing) => RawBuilder<unknown> };

const never = sql<SqlBool>`1 = 0`;
/** So many ids stand in a statement by themselves; more are one value of it, since building and reading it costs by the value. */
const FEW = 20;
const lists = new WeakMap<readonly string[], string>();
const listOf = (ids: readonly string[]): string => {
  const list = lists.get(ids) ?? JSON.stringify(ids);
  lists.set(ids, list);
  return list;
};

const amongEach = (column: string, ids: readonly string[]): RawBuilder<SqlBool> =>
  ids.length === 0 ? never : sql<SqlBool>`${sql.ref(column)} in (${sql.join(ids)})`;

function among(column: string, ids: readonly string[]): RawBuilder<SqlBool> {
  if (ids.length <= FEW) return amongEach(column, ids);
  return dialect() === "sqlite"
    ? sql<SqlBool>`${sql.ref(column)} in (select value from json_each(${listOf(ids)}))`
    : sql<SqlBool>`${sql.ref(column)} in (select json_array_elements_text(cast(${listOf(ids)} as json)))`;
}
const either = (...conditions: RawBuilder<SqlBool>[]): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${sql.join(conditions, sql` or `)})`;

/** Rows of granted teams, and all of connections that are granted whole. */
const ofTeams =
  (table: string): Condition =>
  ({ scope }) =>
    either(among(`${table}.connection_id`, scope.connections), among(`${table}.team_id`, scope.teams));

/**
 * The same of members, of which there are most. It names both columns also where no connection is granted whole: SQLite then goes
 * by the granted teams, or by whoever is looked for. A condition that is never true would lead it through everybody, and a list in
 * one value would hide from it how many teams there are.
 */
const ofMembers: Condition = ({ scope }) =>
  either(
    scope.connections.length > 0
      ? amongEach("members.connection_id", scope.connections)
      : sql<SqlBool>`members.connection_id = ''`,
    amongEach("members.team_id", scope.teams),
  );

/** Rows about an organization as a whole: for who sees the whole connection, or its list of people. */
const ofOrganizations =
  (table: string): Condition =>
  ({ scope }) =>
    either(
      among(`${table}.connection_id`, scope.connections),
      among(`${table}.connection_id`, scope.organizations),
    );

/** Changes and events about an organization's people stand under no team. */
const ofChanges =
  (table: string, kind: string): Condition =>
  (seeing) =>
    either(
      ofTeams(table)(seeing),
      sql<SqlBool>`(${among(`${table}.connection_id`, seeing.scope.organizations)}
        and ${sql.ref(`${table}.team_id`)} is null and ${sql.ref(`${table}.${kind}`)} like 'org.%')`,
    );

/** The opposite of a condition. "not" would not do: without a team it is neither, and what is not known would be seen. */
const unless = (condition: RawBuilder<SqlBool>): RawBuilder<SqlBool> =>
  sql<SqlBool>`(${condition}) is not true`;

/** A batch is seen where each of its changes is: its name and its counts tell of all of them. */
const batchSeen = (column: string, seeing: Seeing): RawBuilder<SqlBool> => sql<SqlBool>`not exists (
  select 1 from ${sql.table("changes")} as part where part.batch_id = ${sql.ref(column)}
    and ${unless(ofChanges("part", "kind")(seeing))})`;

/** A request is seen where each place that it is about is. */
const requestSeen = (column: string, seeing: Seeing): RawBuilder<SqlBool> => sql<SqlBool>`not exists (
  select 1 from ${sql.table("approval_places")} as place where place.approval_id = ${sql.ref(column)}
    and ${unless(ofChanges("place", "kind")(seeing))})`;

/** A schedule is seen where each place that it is about is. */
const scheduleSeen = (column: string, seeing: Seeing): RawBuilder<SqlBool> => sql<SqlBool>`not exists (
  select 1 from ${sql.table("schedule_places")} as place where place.schedule_id = ${sql.ref(column)}
    and ${unless(ofChanges("place", "kind")(seeing))})`;

const bit = (condition: RawBuilder<unknown>, value: number) =>
  sql`max(case when ${condition} then ${sql.lit(value)} else 0 end)`;
const sum = (parts: RawBuilder<unknown>[]) => sql.join(parts, sql` + `);

/** People made of the memberships that are seen: what another membership says of somebody is in no column. */
function peopleSeen(seeing: Seeing): RawBuilder<unknown> {
  const vendors = VENDOR_IDS.map((vendor, index) => bit(sql`vendor = ${sql.lit(vendor)}`, 1 << index));
  const roles = VENDOR_IDS.flatMap((vendor, index) =>
    [0, 1, 2].map((rank) =>
      bit(sql`vendor = ${sql.lit(vendor)} and role_rank = ${sql.lit(rank)}`, 1 << (3 * index + rank)),
    ),
  );
  return sql`(select person_id as id, coalesce(max(case when name <> '' then name end), '') as name, max(email) as email,
    max(email_key) as email_key, min(sort_key) as sort_key, '' as search_key,
    ${sum(vendors)} as vendors, ${sum(roles)} as roles,
    min(case when role_rank > 1 and ${managesOrgSql()} then 1 else role_rank end) as top_rank,
    ${bit(sql`status = 'active'`, 1)} as is_active, ${bit(sql`status = 'disabled'`, 1)} as is_disabled,
    min(case when status = 'invited' then first_seen_at end) as invited_since,
    max(last_active_at) as last_active_at, count(*) as memberships
    from ${sql.table("members")} where members.removed_at is null and ${ofMembers(seeing)} group by person_id)`;
}

/** Every table. A new one has to say here what a limited person sees of it. */
export const RULES: Record<keyof Tables, Rule> = {
  connections: {
    where: ({ scope }) =>
      either(among("connections.id", scope.connections), among("connections.id", scope.partial)),
  },
  doors: { where: ofOrganizations("doors") },
  invite_links: { where: ofOrganizations("invite_links") },
  teams: {
    where: ({ scope }) =>
      either(among("teams.connection_id", scope.connections), among("teams.id", scope.teams)),
  },
  members: { where: ofMembers },
  secrets: { where: ofTeams("secrets") },
  managed_teams: { where: ofTeams("managed_teams") },
  invitations: { where: ofTeams("invitations") },
  observations: { where: ofTeams("observations") },
  lists: {
    where: (seeing) =>
      either(
        ofTeams("lists")(seeing),
        sql<SqlBool>`(lists.team_id is null and ${among("lists.connection_id", seeing.scope.partial)})`,
      ),
  },
  runs: { where: ({ scope }) => among("runs.connection_id", scope.connections) },
  people: { instead: peopleSeen },
  // A link's label is an address of either half: what was linked by hand is for those who see both.
  person_links: { where: () => never },
  changes: { where: ofChanges("changes", "kind") },
  ends: { where: ofChanges("ends", "kind") },
  batches: { where: (seeing) => batchSeen("batches.id", seeing) },
  offboardings: { where: (seeing) => batchSeen("offboardings.batch_id", seeing) },
  offboarding_items: { where: (seeing) => batchSeen("offboarding_items.batch_id", seeing) },
  approvals: { where: (seeing) => requestSeen("approvals.id", seeing) },
  approval_places: { where: ofChanges("approval_places", "kind") },
  schedules: { where: (seeing) => scheduleSeen("schedules.id", seeing) },
  schedule_places: { where: ofChanges("schedule_places", "kind") },
  calendars: "open",
  api_tokens: "open",
  api_token_days: "open",
  // A review is seen where any of its lists is: its reviewers may be limited. Rows in it are seen by their teams.
  reviews: {
    where: (seeing) => sql<SqlBool>`exists (select 1 from ${sql.table("review_lists")} as part
      where part.review_id = reviews.id and ${ofTeams("part")(seeing)})`,
  },
  review_lists: { where: ofTeams("review_lists") },
  review_items: { where: ofTeams("review_items") },
  review_decisions: { where: ofTeams("review_decisions") },
  policies: {
    where: (seeing) => sql<SqlBool>`(policies.team_id is null or exists (select 1 from ${sql.table("teams")}
      where teams.id = policies.team_id and ${either(
        among("teams.connection_id", seeing.scope.connections),
        among("teams.id", seeing.scope.teams),
      )}))`,
  },
  events: {
    // What is about no connection, a limited person sees of themselves alone, and only of signing in and out.
    where: (seeing) =>
      either(
        ofChanges("events", "action")(seeing),
        sql<SqlBool>`(events.connection_id is null and events.team_id is null and events.batch_id is null
          and events.actor = ${seeing.userId} and (events.action like 'session.%' or events.action like 'profile.%'))`,
        sql<SqlBool>`(events.connection_id is null and events.team_id is null and events.batch_id is not null
          and exists (select 1 from ${sql.table("batches")} where batches.id = events.batch_id)
          and ${batchSeen("events.batch_id", seeing)})`,
      ),
  },
  // One's own, and what is shared: but nothing that may tell of a team or a person that is not granted, by the team that it is
  // about, or by words and vendors' ids that somebody looked for.
  saved_views: {
    where: ({ scope, userId }) => sql<SqlBool>`(saved_views.user_id = ${userId} or (saved_views.shared = 1
      and '&' || saved_views.query not like '%&q=%' and '&' || saved_views.query not like '%&managedBy=%'
      and (saved_views.team_id is null or exists (select 1 from ${sql.table("teams")}
      where teams.id = saved_views.team_id and ${either(
        among("teams.connection_id", scope.connections),
        among("teams.id", scope.teams),
      )}))))`,
  },
  person_accounts: "open",
  uploads: "open",
  // One's own alone: it may be about anything.
  plans: { where: ({ userId }) => sql<SqlBool>`plans.user_id = ${userId}` },
  meta: "open",
  users: "open",
  sessions: "open",
  identities: "open",
  two_factor: "open",
  recovery_codes: "open",
  links: "open",
  sign_in_failures: "open",
  limits: "open",
  grants: "open",
  approval_rules: "open",
  leases: "open",
  audit_head: "open",
  audit_checkpoints: "closed",
  audit_checks: "closed",
  audit_streams: "closed",
  audit_repeats: "open",
  webhooks: "closed",
  webhook_deliveries: "closed",
  notices: { where: ({ userId }) => sql<SqlBool>`notices.user_id = ${userId}` },
  mails: { where: ({ userId }) => sql<SqlBool>`mails.user_id = ${userId}` },
  notice_choices: "open",
};
