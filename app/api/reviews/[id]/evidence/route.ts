import { getRoute } from "#lib/access/action/route.ts";
import { evidenceCsv, evidenceJson, takeEvidence } from "#lib/changes/reviews/evidence.ts";

/** GET …/evidence?format=csv|json: an access review with its decisions and outcomes; the JSON is signed. */
export const GET = getRoute<{ id: string }>("review.read", async (request, { viewer, params }) => {
  const isCsv = request.nextUrl.searchParams.get("format") === "csv";
  const evidence = await takeEvidence(viewer, params.id);
  const name = `rollcall-review-${evidence.at.slice(0, 10)}-${params.id.slice(-8)}`;
  return new Response(isCsv ? evidenceCsv(evidence) : evidenceJson(evidence), {
    headers: {
      "content-type": isCsv ? "text/csv; charset=utf-8" : "application/json; charset=utf-8",
      "content-disposition": `attachment; filename="${name}.${isCsv ? "csv" : "json"}"`,
    },
  });
});
