import type { NextRequest } from "next/server";
import { requestOrigin } from "#lib/access/auth/request.ts";
import { arrive } from "#lib/access/oidc/arrive.ts";

/** Where an OpenID provider sends people back to. What it says is checked before anything else happens. */
export async function GET(
  request: NextRequest,
  { params }: { params: Promise<{ provider: string }> },
): Promise<Response> {
  const { provider } = await params;
  const to = await arrive(provider, request.nextUrl.searchParams, requestOrigin(request.headers));
  return new Response(null, { status: 303, headers: { location: to, "cache-control": "no-store" } });
}
