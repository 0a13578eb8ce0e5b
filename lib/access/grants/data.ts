import "server-only";
import type { Grantable, Granted, GrantSubject, Limit, LimitPlaces } from "#lib/core/limits.ts";
import type { Role, Scope } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { outsideViews } from "#lib/store/db/view.ts";

/** A subject as the store has it: "user:{id}" or "role:{role}". */
export const subjectKey = ({ kind, id }: GrantSubject): string => `${kind}:${id}`;

/** What a token's limit stands under. */
export const tokenSubject = (tokenId: string): string => `token:${tokenId}`;

type Whole = { teams: Set<string> | "all" };
/** What one limit leaves, by connection. */
type Left = Map<string, Whole>;

function inBoth(a: Whole["teams"], b: Whole["teams"]): Whole["teams"] {
  if (a === "all") return b;
  return b === "all" ? a : new Set([...a].filter((id) => b.has(id)));
}

/** What both leave. */
function both(a: Left, b: Left): Left {
  const left: Left = new Map();
  for (const [connectionId, one] of a) {
    const other = b.get(connectionId);
    if (!other) continue;
    left.set(connectionId, { teams: inBoth(one.teams, other.teams) });
  }
  return left;
}

/**
 * What somebody may see and change. A limit of their role and one of their own both hold. A limit whose connections are
 * all gone leaves nothing: it never widens by itself. So does the limit of a token, where one is given.
 */
export async function scopeOf(userId: string, role: Role, tokenId?: string): Promise<Scope> {
  const subjects = [
    subjectKey({ kind: "user", id: userId }),
    subjectKey({ kind: "role", id: role }),
    ...(tokenId === undefined ? [] : [tokenSubject(tokenId)]),
  ];
  const rows = await outsideViews(() =>
    db()
      .selectFrom("limits")
      .leftJoin("grants", "grants.subject", "limits.subject")
      .leftJoin("teams", "teams.id", "grants.team_id")
      .select(["limits.subject", "grants.connection_id", "grants.team_id", "teams.kind"])
      .where("limits.subject", "in", subjects)
      .execute(),
  );
  if (rows.length === 0) return "all";
  const limits = new Map<string, Left>();
  for (const { subject, connection_id, team_id } of rows) {
    const left = limits.get(subject) ?? new Map();
    limits.set(subject, left);
    if (connection_id === null || team_id === null) continue;
    const known = left.get(connection_id);
    if (team_id === "") left.set(connection_id, { teams: "all" });
    else if (!known) left.set(connection_id, { teams: new Set([team_id]) });
    else if (known.teams !== "all") known.teams.add(team_id);
  }
  const left = [...limits.values()].reduce(both);
  const isOrganization = new Set(rows.filter((row) => row.kind === "organization").map((row) => row.team_id));
  const connections: string[] = [];
  const partial: string[] = [];
  const organizations: string[] = [];
  const teams: string[] = [];
  for (const [connectionId, { teams: some }] of left) {
    if (some === "all") connections.push(connectionId);
    else {
      partial.push(connectionId);
      teams.push(...some);
      if ([...some].some((id) => isOrganization.has(id))) organizations.push(connectionId);
    }
  }
  return { connections, partial, organizations, teams };
}

/** Every limit there is, by its subject. */
export async function listLimits(): Promise<Map<string, Granted[]>> {
  const rows = await db()
    .selectFrom("limits")
    .leftJoin("grants", "grants.subject", "limits.subject")
    .select(["limits.subject", "grants.connection_id", "grants.team_id"])
    .orderBy("grants.connection_id")
    .orderBy("grants.team_id")
    .execute();
  const limits = new Map<string, Granted[]>();
  for (const { subject, connection_id, team_id } of rows) {
    const granted = limits.get(subject) ?? [];
    limits.set(subject, granted);
    if (connection_id === null || team_id === null) continue;
    const known = granted.find((one) => one.connectionId === connection_id);
    if (team_id === "") {
      if (known) known.teamIds = "all";
      else granted.push({ connectionId: connection_id, teamIds: "all" });
    } else if (!known) granted.push({ connectionId: connection_id, teamIds: [team_id] });
    else if (known.teamIds !== "all") known.teamIds.push(team_id);
  }
  return limits;
}

/** The names of what each limit leaves, by its subject ("user:{id}", "role:{role}", "invite:{id}"): none where it leaves nothing. */
export async function listLimitPlaces(): Promise<LimitPlaces> {
  const rows = await db()
    .selectFrom("limits")
    .leftJoin("grants", "grants.subject", "limits.subject")
    .leftJoin("connections", "connections.id", "grants.connection_id")
    .leftJoin("teams", "teams.id", "grants.team_id")
    .select(["limits.subject", "connections.label", "grants.team_id", "teams.name"])
    .orderBy("connections.label_key")
    .orderBy("teams.name_key")
    .execute();
  const places: LimitPlaces = {};
  for (const { subject, label, team_id, name } of rows) {
    const named = places[subject] ?? [];
    places[subject] = named;
    if (label === null) continue;
    if (team_id === "") named.push(label);
    else if (name !== null) named.push(name === label ? name : `${name} of ${label}`);
  }
  return places;
}

/** One limit, or null. */
export async function getLimit(subject: GrantSubject): Promise<Limit> {
  const granted = (await listLimits()).get(subjectKey(subject));
  return granted ? { subject, granted } : null;
}

/** What a limit can be made of: connections and their teams, by name, each organization's own list of people first. */
export async function listGrantable(): Promise<Grantable[]> {
  const [connections, teams] = await Promise.all([
    db().selectFrom("connections").select(["id", "label"]).orderBy("label_key").orderBy("id").execute(),
    db()
      .selectFrom("teams")
      .select(["id", "connection_id", "name", "kind"])
      .where("removed_at", "is", null)
      .orderBy("kind")
      .orderBy("name_key")
      .orderBy("id")
      .execute(),
  ]);
  const byConnection = Map.groupBy(teams, (team) => team.connection_id);
  return connections.map(({ id, label }) => ({
    connectionId: id,
    label,
    teams: (byConnection.get(id) ?? []).map((team) => ({
      id: team.id,
      name: team.name,
      isOrganization: team.kind === "organization",
    })),
  }));
}
