import { env } from "#lib/core/env.ts";
import { hasBearer } from "#lib/insight/metrics/token.ts";
import { jobStandings } from "#lib/jobs/loop.ts";

export const dynamic = "force-dynamic";

const headers = { "Cache-Control": "no-store" };

/** For Prometheus, on a token of its own. Without one in the settings there is nothing here. */
export async function GET(request: Request): Promise<Response> {
  const { ROLLCALL_METRICS_TOKEN: token } = env();
  if (!token) return new Response(null, { status: 404, headers });
  if (!hasBearer(request.headers.get("authorization"), token))
    return new Response(null, { status: 401, headers: { ...headers, "WWW-Authenticate": "Bearer" } });
  // Loaded here so that nobody without a token pays for it.
  const { readMetrics } = await import("#lib/insight/metrics/registry.ts");
  const { text, contentType } = await readMetrics(jobStandings());
  return new Response(text, { headers: { ...headers, "Content-Type": contentType } });
}
