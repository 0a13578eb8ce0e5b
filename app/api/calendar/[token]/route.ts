import { readCalendar } from "#lib/insight/coming-up/calendars.ts";

export const dynamic = "force-dynamic";

const headers = { "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" };

/** GET /api/calendar/{token}.ics : what comes up, for a calendar program that cannot sign in. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ token: string }> },
): Promise<Response> {
  const { token } = await params;
  const text = token.endsWith(".ics") ? await readCalendar(token.slice(0, -".ics".length)) : undefined;
  if (text === undefined) return new Response(null, { status: 404, headers });
  return new Response(text, { headers: { ...headers, "Content-Type": "text/calendar; charset=utf-8" } });
}
