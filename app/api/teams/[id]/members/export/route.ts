import { Readable } from "node:stream";
import { z } from "zod";
import { getRoute } from "#lib/access/action/route.ts";
import { AppError } from "#lib/core/errors.ts";
import { memberCsv, noteMemberExport } from "#lib/directory/members/export.ts";
import { memberFilterSchema } from "#lib/directory/members/schema.ts";
import { getTeam } from "#lib/directory/teams/data.ts";
import { sameView } from "#lib/store/db/view.ts";

const idsSchema = z.array(z.string().min(1).max(512)).max(200);

/** GET …/members/export?id=… : the chosen rows; without ids, all that match the filter but for `except`. */
export const GET = getRoute<{ id: string }>("member.export", async (request, { viewer, params }) => {
  const team = await getTeam(params.id);
  if (!team) throw new AppError("NOT_FOUND", { reason: "This team is gone" });
  const query = request.nextUrl.searchParams;
  const ids = idsSchema.parse(query.getAll("id"));
  const except = idsSchema.parse(query.getAll("except"));
  const filter = memberFilterSchema.parse(Object.fromEntries(query));
  await noteMemberExport(viewer, team, ids.length);
  const day = new Date().toISOString().slice(0, 10);
  const lines = memberCsv(team.id, filter, ids, except);
  return new Response(Readable.toWeb(Readable.from(sameView(lines))) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="rollcall-members-${day}.csv"`,
    },
  });
});
