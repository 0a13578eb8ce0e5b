import { Readable } from "node:stream";
import { getRoute } from "#lib/access/action/route.ts";
import { noteRosterExport, rosterCsv } from "#lib/changes/roster/export.ts";
import { AppError } from "#lib/core/errors.ts";
import { getTeam } from "#lib/directory/teams/data.ts";
import { sameView } from "#lib/store/db/view.ts";

/** GET /api/people/roster.csv : everybody with team and role, or one team's (?team=…), as "Import roster" reads it. */
export const GET = getRoute("member.export", async (request, { viewer }) => {
  const teamId = request.nextUrl.searchParams.get("team") ?? undefined;
  const team = teamId === undefined ? undefined : await getTeam(teamId);
  if (teamId !== undefined && !team) throw new AppError("NOT_FOUND", { reason: "This team is gone" });
  await noteRosterExport(viewer, team);
  const day = new Date().toISOString().slice(0, 10);
  return new Response(
    Readable.toWeb(Readable.from(sameView(rosterCsv(teamId)))) as ReadableStream<Uint8Array>,
    {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="rollcall-roster-${day}.csv"`,
      },
    },
  );
});
