import { Readable } from "node:stream";
import { getRoute } from "#lib/access/action/route.ts";
import { activityFilterSchema } from "#lib/directory/activity/schema.ts";
import { activityCsv, activityJsonLines, noteActivityExport } from "#lib/insight/activity/export.ts";
import { sameView } from "#lib/store/db/view.ts";

const TYPES = { csv: "text/csv; charset=utf-8", jsonl: "application/x-ndjson; charset=utf-8" } as const;

export const GET = getRoute("activity.export", async (request, { viewer }) => {
  const params = Object.fromEntries(request.nextUrl.searchParams);
  const format = params.format === "jsonl" ? "jsonl" : "csv";
  const filter = activityFilterSchema.parse(params);
  await noteActivityExport(viewer, format, filter);
  const lines = format === "csv" ? activityCsv(filter, viewer) : activityJsonLines(filter, viewer);
  const day = new Date().toISOString().slice(0, 10);
  return new Response(Readable.toWeb(Readable.from(sameView(lines))) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": TYPES[format],
      "content-disposition": `attachment; filename="rollcall-activity-${day}.${format}"`,
    },
  });
});
