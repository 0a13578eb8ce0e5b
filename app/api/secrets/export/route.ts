import { Readable } from "node:stream";
import { z } from "zod";
import { getRoute } from "#lib/access/action/route.ts";
import { noteSecretExport, secretCsv } from "#lib/directory/secrets/export.ts";
import { secretFilterSchema } from "#lib/directory/secrets/schema.ts";
import { sameView } from "#lib/store/db/view.ts";

const idsSchema = z.array(z.string().min(1).max(64)).max(200);
const teamSchema = z.string().min(1).max(64).optional();

/** GET /api/secrets/export?id=… : the chosen ones; without ids, all that match the filter but for `except`; `in`: one team's. */
export const GET = getRoute("secret.export", async (request, { viewer }) => {
  const query = request.nextUrl.searchParams;
  const ids = idsSchema.parse(query.getAll("id"));
  const except = idsSchema.parse(query.getAll("except"));
  const teamId = teamSchema.parse(query.get("in") ?? undefined);
  const filter = secretFilterSchema.parse(Object.fromEntries(query));
  await noteSecretExport(viewer, teamId, ids.length);
  const day = new Date().toISOString().slice(0, 10);
  const lines = secretCsv(teamId, filter, { ids, except });
  return new Response(Readable.toWeb(Readable.from(sameView(lines))) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="rollcall-secrets-${day}.csv"`,
    },
  });
});
