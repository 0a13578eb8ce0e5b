/** GET /api/… that no route has: not there, whoever asks. Without this the page for unknown addresses would answer. */
export const GET = async (): Promise<Response> =>
  Response.json({ code: "NOT_FOUND" }, { status: 404, headers: { "cache-control": "no-store" } });
