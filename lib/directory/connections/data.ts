import "server-only";
import type { Selectable } from "kysely";
import { sql } from "kysely";
import { nowIso } from "#lib/core/ids.ts";
import { keptAWhile } from "#lib/core/kept.ts";
import type { ConnectionRow } from "#lib/directory/connections/schema.ts";
import { peopleVersion } from "#lib/directory/people/maintain.ts";
import { oldSince, tokenDays } from "#lib/directory/policies/token-age.ts";
import { db } from "#lib/store/db/connection.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { currentView, viewKey } from "#lib/store/db/view.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import { VENDOR_IDS } from "#lib/vendors/ids.ts";

type Counts = { teams: number; members: number; secrets: number };
type Lists = { syncedAt: string | undefined; complete: boolean; syncing: boolean; failed: number };

/** All connections in the order of their labels. No row holds a token or a sealed token. */
export async function listConnections(): Promise<ConnectionRow[]> {
  const [rows, days, teams, members, secrets, lists, roots] = await Promise.all([
    db()
      .selectFrom("connections")
      .leftJoin("users", "users.id", "connections.token_stored_by")
      .selectAll("connections")
      .select(["users.name as stored_by_name", "users.email as stored_by_email"])
      .orderBy("label_key")
      .orderBy("connections.id")
      .execute(),
    tokenDays(),
    countBy("teams"),
    countMembers(),
    countBy("secrets"),
    listStates(),
    rootTeams(),
  ]);
  const old = oldSince(days, Date.now());
  return rows.map((row) =>
    toRow(
      row,
      old,
      { teams: teams.get(row.id) ?? 0, members: members.get(row.id) ?? 0, secrets: secrets.get(row.id) ?? 0 },
      lists.get(row.id) ?? { syncedAt: undefined, complete: false, syncing: false, failed: 0 },
      roots.get(row.id),
    ),
  );
}

/** One connection, or undefined. */
export async function getConnection(id: string): Promise<ConnectionRow | undefined> {
  return (await listConnections()).find((row) => row.id === id);
}

/** Live members by connection, once a person. It walks all of them, so it is counted once for a version of them. */
async function countMembers(): Promise<Map<string, number>> {
  const version = await peopleVersion();
  // By the version alone: a page that ends asking when its sync ended must not keep a count of before.
  return keptAWhile("members-by-connection", { key: `${viewKey()} ${version}`, version }, async () => {
    const counted = await db()
      .selectFrom("members")
      .select(["connection_id", sql<number>`count(distinct user_id)`.as("n")])
      .where("removed_at", "is", null)
      .groupBy("connection_id")
      .execute();
    return new Map(counted.map((row) => [row.connection_id, Number(row.n)]));
  });
}

/** Live rows of a table by connection. */
async function countBy(table: "teams" | "secrets"): Promise<Map<string, number>> {
  const counted =
    table === "teams"
      ? await db()
          .selectFrom("teams")
          .select(["connection_id", sql<number>`count(*)`.as("n")])
          .where("removed_at", "is", null)
          .where("kind", "=", "team")
          .groupBy("connection_id")
          .execute()
      : await db()
          .selectFrom("secrets")
          .select(["connection_id", sql<number>`count(*)`.as("n")])
          .where("removed_at", "is", null)
          .groupBy("connection_id")
          .execute();
  return new Map(counted.map((row) => [row.connection_id, Number(row.n)]));
}

/** A connection is as old as its oldest list, and has no age while one of them was never complete. */
async function listStates(): Promise<Map<string, Lists>> {
  const now = nowIso();
  const rows = await db()
    .selectFrom("lists")
    .select([
      "connection_id",
      sql<string | null>`min(synced_at)`.as("oldest"),
      sql<number>`sum(case when synced_at is null then 1 else 0 end)`.as("never"),
      sql<number>`sum(case when lease_until > ${now} or requested_at is not null then 1 else 0 end)`.as(
        "busy",
      ),
      sql<number>`sum(case when error_code is not null then 1 else 0 end)`.as("failed"),
    ])
    .groupBy("connection_id")
    .execute();
  return new Map(
    rows.map((row) => [
      row.connection_id,
      {
        syncedAt: Number(row.never) === 0 ? (row.oldest ?? undefined) : undefined,
        complete: Number(row.never) === 0,
        syncing: Number(row.busy) > 0,
        failed: Number(row.failed),
      },
    ]),
  );
}

/** Vendors of which a connection opens one team, and no organization. */
const ONE_TEAM = VENDOR_IDS.filter((id) => !VENDOR_FACTS[id].capabilities.manyTeams);

/** The page that a connection's own link opens: its organization's people, else its only team. */
async function rootTeams(): Promise<Map<string, string>> {
  const rows = await db()
    .selectFrom("teams")
    .select(["id", "connection_id", "kind"])
    .where("removed_at", "is", null)
    .where((where) => where.or([where("kind", "=", "organization"), where("vendor", "in", ONE_TEAM)]))
    .execute();
  return new Map(rows.map((row) => [row.connection_id, row.id]));
}

function toRow(
  row: Selectable<Tables["connections"]> & { stored_by_name: string | null; stored_by_email: string | null },
  old: string,
  counts: Counts,
  lists: Lists,
  teamId: string | undefined,
): ConnectionRow {
  return {
    id: row.id,
    vendor: row.vendor,
    targetId: row.target_id,
    targetName: row.target_name,
    ...(row.namespace ? { namespace: row.namespace } : {}),
    label: row.label,
    tokenHint: row.token_hint,
    // Whoever is limited sees people by their teams, and this one is nobody of a team.
    ...(row.token_user_id && currentView() === undefined
      ? {
          tokenUser: {
            id: row.token_user_id,
            name: row.token_user_name ?? "",
            ...(row.token_user_email ? { email: row.token_user_email } : {}),
          },
        }
      : {}),
    ...(row.token_stored_at ? { tokenStoredAt: row.token_stored_at } : {}),
    ...(row.stored_by_name || row.stored_by_email
      ? { tokenStoredBy: row.stored_by_name || row.stored_by_email || "" }
      : {}),
    isTokenOld: row.token_stored_at !== null && row.token_stored_at <= old,
    may: { view: row.may_view === 1, manage: row.may_manage === 1 },
    rights: JSON.parse(row.rights) as string[],
    state: row.state,
    ...(row.state_reason ? { stateReason: row.state_reason } : {}),
    stateAt: row.state_at,
    ...(row.checked_at ? { checkedAt: row.checked_at } : {}),
    teamCount: counts.teams,
    memberCount: counts.members,
    secretCount: counts.secrets,
    ...(lists.syncedAt ? { syncedAt: lists.syncedAt } : {}),
    syncing: lists.syncing,
    unread: lists.failed,
    ...(teamId ? { teamId } : {}),
  };
}
