import "server-only";
import type { StoredTeam } from "#lib/directory/teams/mutations.ts";
import { db } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";
import type { Bit, Tables } from "#lib/store/db/tables.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** A team as stored, with what its rights and label depend on. */
export type TeamWithConnection = StoredTeam & {
  connection_label: string;
  target_name: string;
  target_namespace: string | null;
  connection_manages: Bit;
  state: Tables["connections"]["state"];
  synced_at: string | null;
  member_version: number | null;
};

/** Teams and organizations that are not gone, with their connection and their list of members. */
export const liveTeams = () =>
  db()
    .selectFrom("teams")
    .innerJoin("connections", "connections.id", "teams.connection_id")
    .leftJoin("lists as member_list", (join) =>
      join.onRef("member_list.team_id", "=", "teams.id").on("member_list.part", "=", "members"),
    )
    .where("teams.removed_at", "is", null);

export const COLUMNS = [
  "connections.label as connection_label",
  "connections.target_name",
  "connections.namespace as target_namespace",
  "connections.may_manage as connection_manages",
  "connections.state",
  "member_list.synced_at",
  "member_list.version as member_version",
] as const;

/** An organization's teams belong to it; a team that is a connection of its own goes by its namespace. */
export const belongsTo = (
  row: Pick<TeamWithConnection, "vendor" | "target_name" | "target_namespace">,
): string =>
  VENDOR_FACTS[row.vendor].capabilities.manyTeams
    ? row.target_name
    : (row.target_namespace ?? row.target_name);

type Named = Pick<
  TeamWithConnection,
  "id" | "name" | "name_key" | "namespace" | "vendor_team_id" | "vendor" | "target_name" | "target_namespace"
>;

/** Names of teams as controls carry them: unique over all teams, whatever page they are on. */
export async function teamLabels(teamIds: readonly string[]): Promise<Map<string, string>> {
  const ids = [...new Set(teamIds)];
  if (ids.length === 0) return new Map();
  return labelsOf(
    await liveTeams().selectAll("teams").select(COLUMNS).where("teams.id", "in", ids).execute(),
  );
}

/** The same for rows that are at hand. */
export async function labelsOf(rows: readonly Named[]): Promise<Map<string, string>> {
  const keys = [...new Set(rows.map((row) => row.name_key))];
  if (keys.length === 0) return new Map();
  const twins: Named[] = [];
  for (const some of chunks(keys)) {
    const named = await liveTeams()
      .select([
        "teams.id",
        "teams.name",
        "teams.name_key",
        "teams.namespace",
        "teams.vendor_team_id",
        "teams.vendor",
        "connections.target_name",
        "connections.namespace as target_namespace",
      ])
      .where("teams.kind", "=", "team")
      .where("teams.name_key", "in", some)
      .execute();
    twins.push(...named);
  }
  const byKey = Map.groupBy(twins, (twin) => twin.name_key);
  return new Map(
    rows.map((row) => [
      row.id,
      label(
        row,
        (byKey.get(row.name_key) ?? []).filter((twin) => twin.id !== row.id),
      ),
    ]),
  );
}

/** Names of teams that are unique among these alone. */
export async function labelsAmong(teams: readonly { id: string }[]): Promise<Map<string, string>> {
  if (teams.length === 0) return new Map();
  const ids = teams.map(({ id }) => id);
  const rows: Named[] = await liveTeams()
    .selectAll("teams")
    .select(COLUMNS)
    .where("teams.id", "in", ids)
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      label(
        row,
        rows.filter((other) => other.id !== row.id && other.name_key === row.name_key),
      ),
    ]),
  );
}

/** What tells a team from its namesakes: whom it belongs to, else its namespace, else the vendor's id. */
function label(row: Named, others: readonly Named[]): string {
  if (others.length === 0) return row.name;
  const marks: ((team: Named) => string | null)[] = [belongsTo, (team) => team.namespace];
  for (const mark of marks) {
    const own = mark(row);
    if (own && own !== row.name && others.every((other) => mark(other) !== own))
      return `${row.name} (${own})`;
  }
  return `${row.name} (${row.vendor_team_id})`;
}
