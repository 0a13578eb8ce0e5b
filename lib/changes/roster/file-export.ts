import "server-only";
import { setImmediate } from "node:timers/promises";
import { teamNames } from "#lib/changes/roster/file-teams.ts";
import type { RosterEntry, RosterTeam } from "#lib/changes/roster/schema.ts";
import { type NamedTeam, namedTeams } from "#lib/changes/roster/teams.ts";
import { mailboxKey } from "#lib/core/email-key.ts";
import { endsOf, placeKey } from "#lib/directory/ends/data.ts";
import { db } from "#lib/store/db/connection.ts";

/** By code units: the same on every machine, whatever its language. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Everybody in every team as a roster as code. The same as before where nothing changed, byte by byte, and no change where
 * it is planned: sorted by connection, team and address; whom no address of their own names is named by the vendor's id.
 */
export async function exportTeams(): Promise<RosterTeam[]> {
  const teams = await namedTeams();
  const names = teamNames(teams);
  const all: { id: string; entry: RosterTeam }[] = [];
  for (const team of teams) {
    const name = names.get(team.id);
    if (name) all.push({ id: team.id, entry: { ...name, members: await membersOf(team) } });
    await setImmediate();
  }
  return all
    .toSorted(
      (a, b) =>
        byText(a.entry.connection, b.entry.connection) ||
        byText(a.entry.team, b.entry.team) ||
        byText(a.entry.vendor ?? "", b.entry.vendor ?? "") ||
        byText(a.id, b.id),
    )
    .map(({ entry }) => entry);
}

async function membersOf(team: NamedTeam): Promise<RosterEntry[]> {
  const rows = await db()
    .selectFrom("members")
    .select(["email", "email_key", "role", "user_id", "team_id", "connection_id"])
    .where("team_id", "=", team.id)
    .where("removed_at", "is", null)
    .execute();
  const ends = await endsOf(rows);
  const keyed = rows.map((row) => ({ row, key: mailboxKey(row.email_key) }));
  const having = Map.groupBy(keyed, ({ key }) => key);
  return keyed
    .map(({ row, key }) => {
      const isOwn = key !== null && having.get(key)?.length === 1;
      const until = ends.get(placeKey(row))?.end?.at;
      return {
        key: key ?? "",
        userId: row.user_id,
        entry: {
          ...(key !== null && row.email !== null ? { email: row.email } : {}),
          ...(isOwn ? {} : { userId: row.user_id }),
          ...(row.role === "member" ? {} : { role: row.role }),
          ...(until === undefined ? {} : { until }),
        },
      };
    })
    .toSorted((a, b) => byText(a.key, b.key) || byText(a.userId, b.userId))
    .map(({ entry }) => entry);
}
