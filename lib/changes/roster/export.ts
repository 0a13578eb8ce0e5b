import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { exportNames, type NamedTeam, namedTeams } from "#lib/changes/roster/teams.ts";
import { csvLine } from "#lib/core/csv.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { endsOf, placeKey } from "#lib/directory/ends/data.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, transact } from "#lib/store/db/connection.ts";

const ROWS = 2_000;
const HEAD = ["e-mail", "team", "role", "until", "name", "user id"];

/** Everybody in every team (or in one) as a roster, which changes nothing when it is imported again. */
export async function* rosterCsv(teamId?: string): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(HEAD)}`;
  const teams = await namedTeams();
  const names = exportNames(teams);
  for (const team of teams)
    if (teamId === undefined || team.id === teamId) yield* teamLines(team, names.get(team.id) ?? team.name);
}

async function* teamLines(team: NamedTeam, name: string): AsyncGenerator<string> {
  let after: string | undefined;
  for (;;) {
    let query = db()
      .selectFrom("members")
      .select(["id", "email", "role", "name", "user_id", "team_id", "connection_id"])
      .where("team_id", "=", team.id)
      .where("removed_at", "is", null);
    if (after !== undefined) query = query.where("id", ">", after);
    const rows = await query.orderBy("id").limit(ROWS).execute();
    const ends = await endsOf(rows);
    const untilOf = (row: (typeof rows)[number]) => ends.get(placeKey(row))?.end?.at;
    yield rows
      .map((row) => csvLine([row.email, name, row.role, untilOf(row), row.name, row.user_id]))
      .join("");
    after = rows.at(-1)?.id;
    if (rows.length < ROWS) return;
  }
}

/** Writes down that somebody exported a roster, before the first line leaves. */
export const noteRosterExport = (viewer: Viewer, team?: { id: string; name: string }): Promise<unknown> =>
  transact((tx) =>
    appendEvent(tx, {
      action: "roster.export",
      actor: actorOf(viewer),
      outcome: "done",
      ...(team ? { teamId: team.id } : {}),
      facts: team ? { team: team.name } : {},
      search: team?.name ?? "",
    }),
  );
