import { getHealth } from "#lib/jobs/health.ts";

export const dynamic = "force-dynamic";

/** Public: says whether this instance works, and nobody's name. */
export async function GET(): Promise<Response> {
  const health = await getHealth();
  return Response.json(health, {
    status: health.ok ? 200 : 503,
    headers: { "Cache-Control": "no-store" },
  });
}
