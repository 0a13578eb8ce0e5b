import "server-only";
import { type Selectable, sql } from "kysely";
import { newId, nowIso } from "#lib/core/ids.ts";
import { lockPeople, peopleOfMembers, recomputePeople } from "#lib/directory/people/maintain.ts";
import { bumpVersion, insertLists, listId, teamParts } from "#lib/directory/sync/lists.ts";
import type { Tx } from "#lib/store/db/connection.ts";
import {
  bit,
  chunks,
  planRows,
  type RowPlan,
  trackedBy,
  vendorColumns,
  type WrittenBy,
} from "#lib/store/db/synced-rows.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { textKey } from "#lib/store/db/text-key.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import type { VendorTeam } from "#lib/vendors/port.ts";

export type StoredTeam = Selectable<Tables["teams"]>;
export type TeamConnection = { id: string; vendor: VendorId };

const DATA = vendorColumns<
  StoredTeam,
  "id" | "connection_id" | "vendor" | "kind" | "vendor_team_id" | "read_at"
>({
  name: true,
  name_key: true,
  namespace: true,
  member_count: true,
  space_count: true,
  created_at: true,
  may_view: true,
  may_manage: true,
});
const WRITTEN = [...DATA, "read_at", "missed", "touched_at", "removed_at"] as const;

/** A team as it is stored, from what a vendor said. */
export function toStoredTeam(
  connection: TeamConnection,
  team: VendorTeam,
  by: WrittenBy,
  before: StoredTeam | undefined,
): StoredTeam {
  return {
    id: before?.id ?? newId(),
    connection_id: connection.id,
    vendor: connection.vendor,
    kind: "team",
    vendor_team_id: team.vendorTeamId,
    name: team.name,
    name_key: textKey(team.name),
    namespace: team.namespace ?? null,
    member_count: team.memberCount ?? null,
    space_count: team.spaceCount ?? null,
    created_at: team.createdAt ?? null,
    may_view: bit(team.may.view),
    may_manage: bit(team.may.manage),
    read_at: "run" in by ? nowIso() : by.touchedAt,
    ...trackedBy(by, before),
  };
}

/**
 * Writes many teams of a connection, and the lists of the new ones. Bumps no version. `lists` are the ids of lists that
 * were made and wait for their first run.
 */
export async function writeTeams(
  tx: Tx,
  connection: TeamConnection,
  teams: readonly VendorTeam[],
  by: WrittenBy,
): Promise<RowPlan<StoredTeam> & { lists: string[]; rowIds: Map<string, string> }> {
  const newest = new Map(teams.map((team) => [team.vendorTeamId, team]));
  const vendorIds = [...newest.keys()];
  const existing = new Map<string, StoredTeam>();
  for (const some of chunks(vendorIds)) {
    const rows = await tx
      .selectFrom("teams")
      .selectAll()
      .where("connection_id", "=", connection.id)
      .where("kind", "=", "team")
      .where("vendor_team_id", "in", some)
      .execute();
    for (const row of rows) existing.set(row.vendor_team_id, row);
  }
  const incoming = new Map<string, StoredTeam>();
  for (const [id, team] of newest) incoming.set(id, toStoredTeam(connection, team, by, existing.get(id)));
  const plan = planRows(incoming, existing, by, DATA);
  for (const some of chunks(plan.write)) {
    await tx
      .insertInto("teams")
      .values(some)
      .onConflict((conflict) =>
        conflict
          .column("id")
          .doUpdateSet((row) =>
            Object.fromEntries(WRITTEN.map((column) => [column, row.ref(`excluded.${column}`)])),
          ),
      )
      .execute();
  }
  const lists = await ensureLists(tx, connection, plan.added);
  return { ...plan, lists, rowIds: new Map([...incoming].map(([id, row]) => [id, row.id])) };
}

/** Makes the lists that these teams have and that are not there yet, asking for a run of each. Returns what was made. */
export async function ensureLists(
  tx: Tx,
  connection: TeamConnection,
  teams: readonly { id: string; kind: "team" | "organization" }[],
): Promise<string[]> {
  const lists = teams.flatMap((team) =>
    teamParts(connection.vendor, team.kind).map((part) => ({
      ownerId: team.id,
      connectionId: connection.id,
      teamId: team.id,
      part,
    })),
  );
  return insertLists(tx, lists, nowIso());
}

/** Stores one team as a vendor described it, with its lists. Returns the row's id. */
export async function writeTeam(
  tx: Tx,
  connection: TeamConnection,
  team: VendorTeam,
  by: WrittenBy,
): Promise<string> {
  await bumpVersion(tx, listId(connection.id, "teams"));
  const { rowIds } = await writeTeams(tx, connection, [team], by);
  return rowIds.get(team.vendorTeamId) ?? "";
}

/** Gives a stored team another name, as a change of ours did at the vendor. */
export async function patchTeamName(tx: Tx, teamId: string, name: string, touchedAt: string): Promise<void> {
  await bumpTeamsOf(tx, teamId);
  await tx
    .updateTable("teams")
    .set({ name, name_key: textKey(name), touched_at: touchedAt })
    .where("id", "=", teamId)
    .execute();
}

async function bumpTeamsOf(tx: Tx, teamId: string): Promise<void> {
  const row = await tx
    .selectFrom("teams")
    .select("connection_id")
    .where("id", "=", teamId)
    .executeTakeFirst();
  if (row) await bumpVersion(tx, listId(row.connection_id, "teams"));
}

/** Takes a team away with all its rows and lists. Its own row stays as a tombstone, so no older run revives it. */
export async function tombstoneTeam(tx: Tx, teamId: string, touchedAt: string): Promise<void> {
  await bumpTeamsOf(tx, teamId);
  await tx
    .updateTable("teams")
    .set({ removed_at: touchedAt, touched_at: touchedAt })
    .where("id", "=", teamId)
    .execute();
  await dropTeamRows(tx, [teamId]);
}

/** Deletes what belongs to teams that are gone. A run of theirs notices that its list is gone and stops. */
export async function dropTeamRows(tx: Tx, teamIds: readonly string[]): Promise<void> {
  for (const some of chunks(teamIds)) {
    await tx.deleteFrom("lists").where("team_id", "in", some).execute();
    await lockPeople(tx);
    const people = await peopleOfMembers(tx, sql`team_id in (${sql.join(some)})`);
    await tx.deleteFrom("members").where("team_id", "in", some).execute();
    await recomputePeople(tx, people);
    await tx.deleteFrom("secrets").where("team_id", "in", some).execute();
    await tx.deleteFrom("invitations").where("team_id", "in", some).execute();
    await tx.deleteFrom("managed_teams").where("team_id", "in", some).execute();
  }
}

/**
 * The row under which an organization's own people are listed; undefined where the vendor has no organizations.
 * Returns its id. It follows the connection's name.
 */
export async function ensureOrganizationTeam(
  tx: Tx,
  connection: TeamConnection & { targetId: string; targetName: string },
): Promise<string | undefined> {
  if (!VENDOR_FACTS[connection.vendor].capabilities.organization) return undefined;
  const name = { name: connection.targetName, name_key: textKey(connection.targetName) };
  const found = await tx
    .selectFrom("teams")
    .select(["id", "name"])
    .where("connection_id", "=", connection.id)
    .where("kind", "=", "organization")
    .executeTakeFirst();
  if (found) {
    if (found.name !== name.name)
      await tx.updateTable("teams").set(name).where("id", "=", found.id).execute();
    return found.id;
  }
  const id = newId();
  await tx
    .insertInto("teams")
    .values({
      id,
      connection_id: connection.id,
      vendor: connection.vendor,
      kind: "organization",
      vendor_team_id: connection.targetId,
      ...name,
      namespace: null,
      member_count: null,
      space_count: null,
      created_at: null,
      may_view: 1,
      may_manage: 1,
      read_at: nowIso(),
      missed: 0,
      touched_at: null,
      removed_at: null,
    })
    .execute();
  return id;
}
