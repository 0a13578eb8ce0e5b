import "server-only";
import { AppError } from "#lib/core/errors.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import { logError } from "#lib/core/log.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { noteFailure, openConnection } from "#lib/directory/connections/open.ts";
import { lastBegan, recordFindings, teamFindings } from "#lib/directory/sync/findings.ts";
import { bumpVersion, listId, teamParts } from "#lib/directory/sync/lists.ts";
import { requestRun } from "#lib/directory/sync/look.ts";
import { type StoredTeam, toStoredTeam } from "#lib/directory/teams/mutations.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { planRows } from "#lib/store/db/synced-rows.ts";
import { outsideViews } from "#lib/store/db/view.ts";
import { VendorError } from "#lib/vendors/port.ts";

/**
 * Asks for a run of each of a team's lists and reads the team itself again, all in the background. Returns at once.
 * Throws NOT_FOUND when Rollcall has no such team.
 */
export async function refreshTeam(teamId: string): Promise<void> {
  const team = await db()
    .selectFrom("teams")
    .selectAll()
    .where("id", "=", teamId)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (!team) throw new AppError("NOT_FOUND", { reason: "This team is gone" });
  for (const part of teamParts(team.vendor, team.kind)) await requestRun(listId(team.id, part), "refresh");
  if (team.kind === "team" && !readings().has(teamId))
    readings().set(
      teamId,
      outsideViews(() => readTeam(team))
        .catch((error: unknown) => void logError(error, { at: "readTeam", teamId }))
        .finally(() => readings().delete(teamId)),
    );
}

/** One reading of a team at a time: whoever refreshes over and over must not fill the connection's queue. */
const readings = () => perProcess("team-readings", () => new Map<string, Promise<void>>());

/** GitBook "get a team", Paperspace's session: the team's own name, counts and rights as they are now. */
export async function readTeam(team: StoredTeam): Promise<void> {
  const { client, connection } = await openConnection(team.connection_id);
  const run = { id: newId(), startedAt: nowIso() };
  try {
    const found = await client.getTeam(team.vendor_team_id);
    await transact(async (tx) => {
      const list = listId(connection.id, "teams");
      await bumpVersion(tx, list);
      const before = await tx
        .selectFrom("teams")
        .selectAll()
        .where("id", "=", team.id)
        .where("removed_at", "is", null)
        .executeTakeFirst();
      if (!before) return;
      // Not seen by a run of the list: this row alone was read.
      const after = { ...toStoredTeam(connection, found, { run }, before), ...untouched(before) };
      const compared = Object.keys(after) as (keyof StoredTeam)[];
      const plan = planRows(new Map([["", after]]), new Map([["", before]]), { run }, compared);
      for (const row of plan.write) await tx.updateTable("teams").set(row).where("id", "=", row.id).execute();
      const owner = await tx.selectFrom("lists").selectAll().where("id", "=", list).executeTakeFirst();
      const sinceIso = owner && lastBegan(owner);
      if (sinceIso) await recordFindings(tx, owner, teamFindings(plan, sinceIso, run.startedAt));
    });
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    if (error.code === "VENDOR_NOT_FOUND") await requestRun(listId(connection.id, "teams"), "missing-rows");
    else await noteFailure(connection.id, error, "read");
  }
}

const untouched = (row: StoredTeam) => ({
  id: row.id,
  vendor_team_id: row.vendor_team_id,
  missed: row.missed,
});
