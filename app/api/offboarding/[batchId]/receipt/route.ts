import { getRoute } from "#lib/access/action/route.ts";
import { openReceipt } from "#lib/changes/batches/receipt.ts";
import { getOffboarding } from "#lib/changes/offboarding/data.ts";
import { offboardingCsv } from "#lib/changes/offboarding/receipt.ts";

/** What was done, read back, left to do by hand and to rotate, as it stands now. */
export const GET = getRoute<{ batchId: string }>("activity.read", async (request, { viewer, params }) => {
  const offboarding = await getOffboarding(viewer, params.batchId);
  await openReceipt(viewer, params.batchId);
  const isCsv = request.nextUrl.searchParams.get("format") === "csv";
  const day = offboarding.createdAt.slice(0, 10);
  return new Response(isCsv ? offboardingCsv(offboarding) : JSON.stringify(offboarding, null, 2), {
    headers: {
      "content-type": isCsv ? "text/csv; charset=utf-8" : "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="rollcall-offboarding-${day}.${isCsv ? "csv" : "json"}"`,
    },
  });
});
