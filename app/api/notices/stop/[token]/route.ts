import type { NextRequest } from "next/server";
import { stopByLink } from "#lib/insight/notices/mutations.ts";
import { readStopToken } from "#lib/insight/notices/stop-link.ts";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ token: string }> };

const headers = { "cache-control": "no-store" };
const seeOther = (token: string): Response =>
  new Response(null, {
    status: 303,
    headers: { ...headers, location: `/stop/${encodeURIComponent(token)}` },
  });
const say = (text: string, status: number): Response => new Response(`${text}\n`, { status, headers });

/** Public: shows the page with the button. Programs that open every link of a mail change nothing by it. */
export async function GET(_request: NextRequest, context: Context): Promise<Response> {
  return seeOther((await context.params).token);
}

/**
 * Public: stops what the link is signed for, without a session (RFC 8058). Mail programs post it without an origin, so the
 * signature alone counts. The page's own form sends `page` along and is shown the page again.
 */
export async function POST(request: NextRequest, context: Context): Promise<Response> {
  const { token } = await context.params;
  const stop = readStopToken(token);
  const isPage = request.nextUrl.searchParams.has("page");
  if (!stop) return isPage ? seeOther(token) : say("This link does not work.", 404);
  const done = await stopByLink(stop);
  if (isPage) return seeOther(token);
  if (!done) return say("This link does not work.", 404);
  return done.fixed.length > 0
    ? say("An admin of Rollcall has set that this cannot be turned off.", 403)
    : say("You are not told of this any more.", 200);
}
