import { openApi } from "#lib/insight/api/openapi.ts";

/** GET /api/v1/openapi.json : public. It says what can be asked, and nothing of who is here. */
export function GET(): Response {
  return Response.json(openApi(), { headers: { "cache-control": "no-cache" } });
}
