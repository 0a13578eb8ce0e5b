import { getReadiness } from "#lib/jobs/health.ts";

export const dynamic = "force-dynamic";

/** Public: whether requests should be sent here, and why not. Says nobody's name. */
export async function GET(): Promise<Response> {
  const readiness = await getReadiness();
  return Response.json(readiness, {
    status: readiness.ok ? 200 : 503,
    headers: { "Cache-Control": "no-store" },
  });
}
