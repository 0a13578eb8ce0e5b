import { Readable } from "node:stream";
import { getRoute } from "#lib/access/action/route.ts";
import { notePeopleExport, peopleCsv } from "#lib/directory/people/export.ts";
import { personFilterSchema } from "#lib/directory/people/schema.ts";
import { sameView } from "#lib/store/db/view.ts";

/** GET /api/people/export: people as CSV; `id` names single ones, else the filter decides, but for those in `except`. */
export const GET = getRoute("member.export", async (request, { viewer }) => {
  const { searchParams } = request.nextUrl;
  const filter = personFilterSchema.parse(Object.fromEntries(searchParams));
  const picked = { ids: searchParams.getAll("id"), except: searchParams.getAll("except") };
  await notePeopleExport(viewer, picked.ids.length);
  const day = new Date().toISOString().slice(0, 10);
  return new Response(
    Readable.toWeb(Readable.from(sameView(peopleCsv(filter, picked)))) as ReadableStream<Uint8Array>,
    {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="rollcall-people-${day}.csv"`,
      },
    },
  );
});
