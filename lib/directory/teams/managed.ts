import "server-only";
import { sql } from "kysely";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import { keptAWhile } from "#lib/core/kept.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { noteFailure, openConnection } from "#lib/directory/connections/open.ts";
import { shownName } from "#lib/directory/members/stored.ts";
import { peopleVersion } from "#lib/directory/people/maintain.ts";
import type { Manager, TeamPage } from "#lib/directory/teams/schema.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { managesOrgSql } from "#lib/store/db/manages-org.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";
import { outsideViews, viewKey } from "#lib/store/db/view.ts";

/** How long the vendor's answer about who manages what holds. */
const FRESH_MS = 5 * 60_000;
const MAX_MANAGERS = 500;

const reading = () => perProcess("managed-reading", () => new Map<string, Promise<void>>());

/**
 * Brings the copy of what a person manages up to date, on each connection whose organization they are in, where it is
 * older than five minutes. Returns the failure of one that did not answer while another did, to be shown with the rows;
 * throws it where none did: an unread list is not an empty one.
 */
export async function readManaged(userId: string): Promise<TeamPage["unread"]> {
  const rows = await db()
    .selectFrom("teams")
    .leftJoin("managed_teams", (join) =>
      join.onRef("managed_teams.team_id", "=", "teams.id").on("managed_teams.user_id", "=", userId),
    )
    .innerJoin("connections", "connections.id", "teams.connection_id")
    .select([
      "teams.connection_id",
      "teams.id as organization_id",
      "managed_teams.read_at",
      "connections.label",
    ])
    .where("teams.kind", "=", "organization")
    .where((where) =>
      where.or([
        where(
          "teams.connection_id",
          "in",
          where.selectFrom("members").select("connection_id").where("user_id", "=", userId),
        ),
        where(
          "teams.connection_id",
          "in",
          where.selectFrom("connections").select("id").where("token_user_id", "=", userId),
        ),
      ]),
    )
    .execute();
  const old = new Date(Date.now() - FRESH_MS).toISOString();
  const due = rows.filter((row) => row.read_at === null || row.read_at < old);
  const read = await Promise.allSettled(
    due.map((row) => readOnce(row.connection_id, row.organization_id, userId)),
  );
  const failures = read.flatMap((one, place) =>
    one.status === "rejected" ? [{ failure: one.reason as unknown, label: due[place]?.label ?? "" }] : [],
  );
  const [first] = failures;
  if (first === undefined) return undefined;
  const { failure, label } = first;
  if (failures.length === rows.length || !(failure instanceof AppError)) throw failure;
  return { label, code: failure.code, ...(failure.reason ? { reason: failure.reason } : {}) };
}

/** Two pages that ask at once share one reading. */
function readOnce(connectionId: string, organizationId: string, userId: string): Promise<void> {
  const key = JSON.stringify([connectionId, userId]);
  const under = reading().get(key);
  if (under) return under;
  const begun = outsideViews(() => read(connectionId, organizationId, userId)).finally(() =>
    reading().delete(key),
  );
  reading().set(key, begun);
  return begun;
}

async function read(connectionId: string, organizationId: string, userId: string): Promise<void> {
  const { client } = await openConnection(connectionId);
  if (!client.listManagedTeams) return;
  let managed: Awaited<ReturnType<typeof client.listManagedTeams>>;
  try {
    managed = await client.listManagedTeams(userId);
  } catch (error) {
    await noteFailure(connectionId, error, "read");
    throw error;
  }
  const readAt = nowIso();
  await transact(async (tx) => {
    const rowIds: string[] = [];
    for (const some of chunks(managed.map((team) => team.vendorTeamId))) {
      const rows = await tx
        .selectFrom("teams")
        .select("id")
        .where("connection_id", "=", connectionId)
        .where("kind", "=", "team")
        .where("vendor_team_id", "in", some)
        .execute();
      rowIds.push(...rows.map((row) => row.id));
    }
    await tx
      .deleteFrom("managed_teams")
      .where("connection_id", "=", connectionId)
      .where("user_id", "=", userId)
      .execute();
    // The organization's own row says when this was read, also for somebody who manages nothing.
    const owned = [organizationId, ...new Set(rowIds)];
    for (const some of chunks(owned)) {
      await tx
        .insertInto("managed_teams")
        .values(
          some.map((team_id) => ({
            connection_id: connectionId,
            user_id: userId,
            team_id,
            read_at: readAt,
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  });
}

/**
 * Who may manage teams, for the filter "Managed by": owners of any team, admins of the organization, and whose token it
 * is; by name, at most 500. Only of connections whose vendor can tell. It walks all members, so it is made once for a version
 * of them.
 */
export async function listManagers(connectionId?: string): Promise<Manager[]> {
  const [version, owners] = await Promise.all([
    peopleVersion(),
    db().selectFrom("connections").select(["id", "token_user_id"]).orderBy("id").execute(),
  ]);
  const key = JSON.stringify([viewKey(), connectionId, version, owners]);
  return keptAWhile("managers", { key, version }, () => findManagers(connectionId));
}

async function findManagers(connectionId: string | undefined): Promise<Manager[]> {
  let people = db()
    .selectFrom("members")
    .innerJoin("connections", "connections.id", "members.connection_id")
    .where("members.removed_at", "is", null)
    .where("members.in_org", "=", 1)
    .where((where) =>
      where.or([
        where("members.role", "=", "owner"),
        managesOrgSql(),
        where("members.user_id", "=", where.ref("connections.token_user_id")),
      ]),
    );
  if (connectionId) people = people.where("members.connection_id", "=", connectionId);
  const rows = await people
    .select([
      "members.connection_id",
      "members.user_id",
      sql<string>`max(members.name)`.as("name"),
      sql<string | null>`max(members.email)`.as("email"),
      sql<string>`max(members.sort_key)`.as("sort_key"),
    ])
    .groupBy(["members.connection_id", "members.user_id"])
    .orderBy("sort_key")
    .orderBy("members.user_id")
    .orderBy("members.connection_id")
    .limit(MAX_MANAGERS)
    .execute();
  const named = rows.map((row) => ({ ...row, shown: shownName({ ...row, userId: row.user_id }) }));
  const byName = Map.groupBy(named, (row) => row.sort_key);
  return named.map((row) => ({
    userId: row.user_id,
    connectionId: row.connection_id,
    label:
      (byName.get(row.sort_key)?.length ?? 0) > 1
        ? `${row.shown} (${row.email && row.email !== row.shown ? row.email : row.user_id})`
        : row.shown,
  }));
}
