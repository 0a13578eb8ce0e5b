import { Readable } from "node:stream";
import { getRoute } from "#lib/access/action/route.ts";
import { openReceipt, receiptCsv, receiptJson } from "#lib/changes/batches/receipt.ts";
import { sameView } from "#lib/store/db/view.ts";

const TYPES = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" } as const;

/** GET …/receipt?format=csv|json: the batch and what became of each of its changes. */
export const GET = getRoute<{ id: string }>("activity.export", async (request, { viewer, params }) => {
  const format = request.nextUrl.searchParams.get("format") === "json" ? "json" : "csv";
  const batch = await openReceipt(viewer, params.id);
  const text = format === "json" ? receiptJson(batch) : receiptCsv(batch);
  const day = batch.createdAt.slice(0, 10);
  return new Response(Readable.toWeb(Readable.from(sameView(text))) as ReadableStream<Uint8Array>, {
    headers: {
      "content-type": TYPES[format],
      "content-disposition": `attachment; filename="rollcall-batch-${day}-${batch.id.slice(-8)}.${format}"`,
    },
  });
});
